import { z } from 'zod'
import { captureStats } from './lib/api/capture-models.ts'
import { http } from './lib/http.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Status',
    summary: 'Captures counted and timed',
    responses: {
      200: {
        description: 'Since the catalogue was made.',
        body: z.object({ success: z.literal(true), data: captureStats }),
      },
    },
  },
  async (_input, { captures }) => ({ success: true, data: await captures.stats() }),
)
