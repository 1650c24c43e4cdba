import { message } from './lib/websocket.ts'

export const handler = message(({ connection }, { connections }) => ({
  type: 'connection_info_response',
  data: {
    connection_id: connection.connectionId,
    channel: connection.channel,
    connected_at: connection.connectedAt,
    subject: connection.subject,
    total_connections: connections.count,
  },
}))
