import { z } from 'zod'
import { message } from './lib/websocket.ts'

const timestamp = z.unknown().meta({ example: 1_705_314_600_000 })

/** Answers with the client's own timestamp, so that it can measure the round trip. */
export const handler = message(
  {
    summary: 'Asks whether the connection is alive.',
    fields: { timestamp: timestamp.optional().meta({ description: '`pong` repeats it.' }) },
    answer: 'pong',
    sends: {
      pong: {
        summary: "Answers `ping` with the client's own timestamp, at the top level and in `data`.",
        data: z.object({ timestamp: timestamp.meta({ description: 'null if `ping` had none.' }) }),
        timestamp: timestamp.meta({ description: 'The time of sending if `ping` had none.' }),
      },
    },
  },
  ({ message: { timestamp } }) => ({
    type: 'pong',
    data: { timestamp: timestamp ?? null },
    ...(timestamp == null ? {} : { timestamp }),
  }),
)
