/** Models of the delivery to the lab's store. */
import { z } from 'zod'
import type { DeliveryStatus } from '../../../runtime/device/deliveries.ts'
import { model, time } from './model.ts'

export const deliveryStatus = model<DeliveryStatus>()(
  'DeliveryStatus',
  z.object({
    target: z.string().nullable().meta({
      description: 'Null where DELIVER_TO is not set: then pictures stay on this host only.',
      example: 's3://lab-pictures/nests',
    }),
    device: z.string().meta({ description: 'DEVICE_NAME, the first part of each key.', example: 'nest-1' }),
    waiting: z.int().min(0).meta({ description: 'Stored pictures that the store has not confirmed yet.' }),
    waiting_bytes: z.int().min(0),
    oldest_waiting_at: time.nullable().meta({ description: 'When the oldest waiting picture was taken.' }),
    delivered_total: z.int().min(0).meta({ description: 'Since the catalogue was made.' }),
    set_aside: z.array(z.object({ filename: z.string(), reason: z.enum(['conflict', 'unreadable']) })).meta({
      description: 'Pictures that a person must look at, up to 20. The next start tries them again.',
    }),
    problem: z
      .object({
        code: z.string().meta({ example: 'STORE_UNREACHABLE' }),
        message: z.string().meta({ description: 'What is wrong and what to do.' }),
        at: time,
      })
      .nullable()
      .meta({ description: 'The last fault that no delivery has followed yet.', example: null }),
  }),
)
