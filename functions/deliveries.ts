import { z } from 'zod'
import { deliveryStatus } from './lib/api/delivery-models.ts'
import { http } from './lib/http.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Status',
    summary: "Deliveries of pictures to the lab's store",
    responses: {
      200: {
        description: 'What waits, what was delivered, and what keeps the store from confirming more.',
        body: z.object({ success: z.literal(true), data: deliveryStatus }),
      },
    },
  },
  async (_input, { deliveries }) => ({ success: true, data: await deliveries.status() }),
)
