/** Every message of the WebSockets. */
import { z } from 'zod'
import { captureData, captureFailure, captureProgress, errorCode } from './capture-models.ts'
import { time } from './model.ts'
import { cameraStatus, serviceStatus } from './status-models.ts'

interface Message {
  summary: string
  schema: z.ZodType
}

const sent = (type: string, data: z.ZodType) => z.object({ type: z.literal(type), data, timestamp: time })

const STATUS_MESSAGES = {
  initial_status: { summary: 'The first message of every connection.', data: serviceStatus },
  status_update: {
    summary: 'The camera changed, a capture began or ended, or time went by.',
    data: cameraStatus,
  },
  heartbeat: {
    summary: 'The service is there; every WS_HEARTBEAT_INTERVAL seconds.',
    data: z.object({
      uptime_seconds: z.number().min(0).meta({ example: 86_400.5 }),
      connections: z.int().min(0).meta({ example: 2 }),
    }),
  },
  pong: {
    summary: 'Answers `ping` with its own timestamp, null where it had none.',
    data: z.object({ timestamp: z.unknown().meta({ example: 1_705_314_600_000 }) }),
  },
  status_response: { summary: 'Answers `status_request`.', data: serviceStatus },
  camera_status_response: { summary: 'Answers `camera_status_request`.', data: cameraStatus },
  connection_info_response: {
    summary: 'Answers `connection_info_request`.',
    data: z.object({
      connection_id: z.string().meta({ example: 'kQ2f0Jb3mZ1xTc9w' }),
      channel: z.enum(['capture', 'status']),
      connected_at: time,
      subject: z.string().nullable().meta({ description: "The token's sub.", example: 'operator-7' }),
      total_connections: z.int().min(0).meta({ example: 2 }),
    }),
  },
  error: {
    summary: 'Answers a message that could not be read or handled; the connection stays.',
    data: z.object({
      code: errorCode.meta({ example: 'VALIDATION_ERROR' }),
      message: z.string().meta({ example: 'There is no message type "hello": this service answers ping.' }),
    }),
  },
}

const CAPTURE_MESSAGES = {
  capture_progress: { summary: 'A step of a running capture, whoever asked for it.', data: captureProgress },
  capture_result: {
    summary: 'A capture ended: the picture, or `"success": false` and why there is none.',
    data: z.union([captureData, captureFailure]),
  },
}

const toMessages = (described: Record<string, { summary: string; data: z.ZodType }>) =>
  Object.entries(described).map(([type, { summary, data }]): [string, Message] => [
    type,
    { summary, schema: sent(type, data) },
  ])

/** What clients of /ws/status are sent; those of /ws/capture get all. */
export const statusMessages: Record<string, Message> = Object.fromEntries(toMessages(STATUS_MESSAGES))
export const captureMessages: Record<string, Message> = Object.fromEntries(toMessages(CAPTURE_MESSAGES))

const request = (type: string) => z.object({ type: z.literal(type) })

/** What clients send, and the type of the answer. */
export const clientMessages: Record<string, Message & { answer: string }> = {
  ping: {
    summary: 'Is the connection alive?',
    schema: request('ping').extend({
      timestamp: z
        .unknown()
        .optional()
        .meta({ description: 'Comes back in `pong`.', example: 1_705_314_600_000 }),
    }),
    answer: 'pong',
  },
  status_request: {
    summary: "The service's status.",
    schema: request('status_request'),
    answer: 'status_response',
  },
  camera_status_request: {
    summary: "The camera's status.",
    schema: request('camera_status_request'),
    answer: 'camera_status_response',
  },
  connection_info_request: {
    summary: 'Facts of this connection.',
    schema: request('connection_info_request'),
    answer: 'connection_info_response',
  },
}
