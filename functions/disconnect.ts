import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import { useDevice } from '../runtime/device/device.ts'
import { logger } from '../runtime/logger.ts'

export const handler = async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResultV2> => {
  const { connections } = await useDevice()
  const { connectionId } = event.requestContext
  connections.remove(connectionId)
  logger.info('Client disconnected', { function_name: 'disconnect', connection_id: connectionId })
  return { statusCode: 200 }
}
