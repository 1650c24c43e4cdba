import { z } from 'zod'
import { time } from './lib/api/model.ts'
import { message } from './lib/websocket.ts'

const connectionInfo = z.object({
  connection_id: z.string().meta({ example: 'kQ2f0Jb3mZ1xTc9w' }),
  channel: z.enum(['capture', 'status']),
  connected_at: time,
  subject: z.string().nullable().meta({ description: "The token's sub.", example: 'operator-7' }),
  total_connections: z.int().min(0).meta({ example: 2 }),
})

export const handler = message(
  {
    summary: 'Asks for facts about this connection.',
    answer: 'connection_info_response',
    sends: {
      connection_info_response: { summary: 'Answers `connection_info_request`.', data: connectionInfo },
    },
  },
  ({ connection }, { connections }) => ({
    type: 'connection_info_response',
    data: {
      connection_id: connection.connectionId,
      channel: connection.channel,
      connected_at: connection.connectedAt,
      subject: connection.subject,
      total_connections: connections.count,
    },
  }),
)
