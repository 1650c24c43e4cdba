import { z } from 'zod'
import { answerWithMessage } from './lib/api/model.ts'
import { http } from './lib/http.ts'

const stopped = z.int().min(0).meta({ description: 'How many there were.', example: 2 })

export const handler = http(
  {
    access: 'capture',
    tag: 'Live view',
    summary: 'End every live view',
    responses: {
      200: {
        description: 'They have ended.',
        body: answerWithMessage(z.object({ stopped }), 'Ended 2 live views'),
      },
    },
  },
  (_input, { view }) => {
    const stopped = view.stop()
    return {
      success: true,
      message: `Ended ${stopped} live view${stopped === 1 ? '' : 's'}`,
      data: { stopped },
      timestamp: new Date().toISOString(),
    }
  },
)
