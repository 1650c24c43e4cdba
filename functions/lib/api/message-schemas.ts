/** The WebSocket messages as schemas. */
import { z } from 'zod'
import { time } from './model.ts'
import type { MessageOperation, SentMessage } from './operation.ts'

export const sentSchema = (type: string, { data, timestamp = time }: SentMessage) =>
  z.object({ type: z.literal(type), data, timestamp })

export const receivedSchema = (type: string, { fields }: MessageOperation) =>
  z.object({ type: z.literal(type), ...fields })
