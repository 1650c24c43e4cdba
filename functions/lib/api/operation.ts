/** The contract that each handler holds. collect.ts makes the API's documents from it. */
import type { z } from 'zod'
import type { ErrorCode } from '../../../runtime/errors.ts'
import type { Access } from '../auth/authenticate.ts'
import type { TicketPurpose } from '../auth/tickets.ts'

/** A schema of one part of a request; a route may leave the part out. */
export type Schema = z.ZodType | undefined
type Fields = z.ZodObject | undefined

/**
 * One HTTP operation: what the wrapper checks (access, body, path, query, headers) and what the documents say. Method and
 * path are in serverless.yml, and nowhere else.
 */
export interface HttpOperation<
  B extends Schema = Schema,
  P extends Fields = Fields,
  Q extends Fields = Fields,
> extends Sends {
  /** `read` is open to anonymous readers where the settings say so; `capture` never is. */
  access: Access
  /** Accepts a ticket for this purpose in place of a token, in the query field `ticket`. */
  ticket?: TicketPurpose
  body?: B
  path?: P
  query?: Q
  /** Checked only: handlers read headers as they arrived. */
  headers?: z.ZodObject
  tag: keyof typeof TAGS
  summary: string
  description?: string
  /** Successful answers by status; `errors` lists the others. */
  responses: Record<number, Answer>
  /** Beside those that every route has: see errorsOf(). */
  errors?: ErrorCode[]
  /** Facts of a successful answer for the audit log. */
  // biome-ignore lint/suspicious/noExplicitAny: each operation knows its own answer
  audit?: (answer: any) => Record<string, unknown>
}

export interface Answer {
  description: string
  /** The schema of a JSON body, or the media types of another body. Left out: no body. */
  body?: z.ZodType | string[]
  /** Response headers that are always sent, beside X-Request-Id. */
  headers?: (keyof typeof RESPONSE_HEADERS)[]
}

/** A message that WebSocket clients send; its type is the route key in serverless.yml. */
export interface MessageOperation extends Sends {
  summary: string
  /** Fields beside `type`. */
  fields?: z.ZodRawShape
  /** The type of the answer, which `sends` describes. */
  answer: string
}

/** What a handler of any kind sends to WebSocket clients, by message type. */
export interface Sends {
  sends?: Record<string, SentMessage>
}

export interface SentMessage {
  summary: string
  data: z.ZodType
  /** The top-level `timestamp` where it is not the time of sending. */
  timestamp?: z.ZodType
  /** Left out: clients of every channel receive it. */
  channels?: ('capture' | 'status')[]
}

export type Operation = HttpOperation | MessageOperation | Sends

/** Puts the operation on its handler, where collect.ts finds it. */
export function withOperation<H extends object, O extends Operation>(handler: H, operation: O) {
  return Object.assign(handler, { operation })
}

export const TAGS = {
  Captures: 'Fresh pictures, taken and stored.',
  Pictures: 'The catalogue of stored pictures.',
  'Live view': 'What the camera sees now. Nothing is stored.',
  Camera: 'The camera and its controls.',
  Status: 'The state of the service, for watchdogs, front ends and Prometheus.',
  Session: 'Signing in from a browser.',
  Documentation: 'This description.',
}

/** Section numbers are of RFC 9110 unless another document is named. */
export const RESPONSE_HEADERS = {
  'X-Request-Id': "The request's identifier, as in the service's log: the caller's own if it sent one.",
  ETag: 'Strong validator of these bytes (section 8.8.3).',
  'Accept-Ranges': 'Always `bytes`: the client may ask for a range (section 14.3).',
  'Last-Modified': 'When the picture was taken (section 8.8.2).',
  'Content-Range': 'The range of these bytes and the whole size (section 14.4).',
  'Content-Disposition': 'The file name to save under (RFC 6266).',
  'Cache-Control': 'How long a copy may be kept (RFC 9111 section 5.2).',
  'Retry-After': 'Seconds to wait before the next try (section 10.2.3).',
  'WWW-Authenticate': 'Bearer (RFC 6750 section 3).',
  Location: 'The address to go to (section 10.2.2).',
  'Set-Cookie': 'The session cookie (RFC 6265).',
}

/** The errors that taking a frame can throw. */
export const FRAME_ERRORS = [
  'CAMERA_NOT_INITIALIZED',
  'CAMERA_NOT_AVAILABLE',
  'CAPTURE_FAILED',
  'CAPTURE_TIMEOUT',
] as const satisfies ErrorCode[]

/** Every code that the route can answer with: its own, and those of authentication, validation and the gateway. */
export function errorsOf(method: string, operation: HttpOperation): ErrorCode[] {
  const { access, body, path, query, headers, errors = [] } = operation
  const takesInput = body !== undefined || path !== undefined || query !== undefined || headers !== undefined
  return [
    ...(access === 'public' || access === 'optional'
      ? []
      : (['INVALID_TOKEN', 'TOKEN_EXPIRED', 'AUTH_ERROR', 'FORBIDDEN'] as const)),
    ...(takesInput ? (['VALIDATION_ERROR'] as const) : []),
    ...(method === 'GET' ? [] : (['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
    ...errors,
    'RATE_LIMITED',
    'HANDLER_TIMEOUT',
    'INTERNAL_ERROR',
  ]
}
