import type { APIGatewayProxyResultV2, APIGatewayProxyWebsocketEventV2 } from 'aws-lambda'
import { useDevice } from '../runtime/device/device.ts'
import { clientLog } from '../runtime/logger.ts'

export const handler = async (event: APIGatewayProxyWebsocketEventV2): Promise<APIGatewayProxyResultV2> => {
  const { connections } = await useDevice()
  const { connectionId } = event.requestContext
  const source_ip = connections.get(connectionId)?.sourceIp ?? ''
  connections.remove(connectionId)
  clientLog.info('Client disconnected', {
    function_name: 'disconnect',
    source_ip,
    connection_id: connectionId,
  })
  return { statusCode: 200 }
}
