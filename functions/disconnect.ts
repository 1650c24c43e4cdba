import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import { useDevice } from '../runtime/device.ts'

export const handler = async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResultV2> => {
  const { connections } = await useDevice()
  connections.remove(event.requestContext.connectionId)
  return { statusCode: 200 }
}
