/** What the API's documentation says of one route, beside the schemas that its handler validates with. */
import type { z } from 'zod'
import type { ErrorCode } from '../../../runtime/errors.ts'
import type { Route } from '../http-input.ts'

type Shape = z.ZodObject | z.ZodRecord | undefined

/** A handler takes it as its Route, so that what is documented is what is checked. */
export interface Operation extends Route<Shape, z.ZodObject | undefined, z.ZodObject | undefined> {
  /** As in serverless.yml: `GET /api/v1/capture/image/{filename}`. */
  route: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`
  tag: keyof typeof TAGS
  summary: string
  description?: string
  headers?: z.ZodObject
  /** By status; errors stand under `errors`. */
  responses: Record<number, Response>
  /** Beside those that every route has: see errorsOf(). */
  errors?: ErrorCode[]
}

export interface Response {
  description: string
  /** A JSON body, or the media types of another; none where it has no body. */
  body?: z.ZodType | { mediaTypes: string[]; schema?: z.ZodType }
  /** Always sent, beside those of every response. */
  headers?: (keyof typeof RESPONSE_HEADERS)[]
}

export const TAGS = {
  Captures: 'Fresh pictures, taken and stored.',
  Pictures: 'The catalogue of stored pictures.',
  'Live view': 'What the camera sees now; nothing is stored.',
  Camera: 'The camera and its controls.',
  Status: 'How the service fares, for watchdogs, front ends and Prometheus.',
  Documentation: 'This description.',
}

/** RFC 9110 where not said otherwise. */
export const RESPONSE_HEADERS = {
  'X-Request-Id': "The request's identifier, as in the service's log: the caller's own, where it sent one.",
  ETag: 'Strong validator of these bytes (section 8.8.3).',
  'Accept-Ranges': 'bytes: ranges can be asked for (section 14.3).',
  'Last-Modified': 'When the picture was taken (section 8.8.2).',
  'Content-Range': 'Which bytes these are, and of how many (section 14.4).',
  'Content-Disposition': 'The name to save it under (RFC 6266).',
  'Cache-Control': 'How long it may be kept (RFC 9111 section 5.2).',
  'Retry-After': 'Seconds to wait before the next try (section 10.2.3).',
  'WWW-Authenticate': 'Bearer (RFC 6750 section 3).',
  Location: 'Where to go (section 10.2.2).',
}

/** What taking a frame may come to. */
export const FRAME_ERRORS = [
  'CAMERA_NOT_INITIALIZED',
  'CAMERA_NOT_AVAILABLE',
  'CAPTURE_FAILED',
  'CAPTURE_TIMEOUT',
] as const satisfies ErrorCode[]

/** Every code that the route may answer with: its own, and those of authentication, validation and the gateway. */
export function errorsOf({ route, access, body, path, query, headers, errors = [] }: Operation): ErrorCode[] {
  const takesInput = body !== undefined || path !== undefined || query !== undefined || headers !== undefined
  return [
    ...(access === 'public' ? [] : (['INVALID_TOKEN', 'TOKEN_EXPIRED', 'AUTH_ERROR', 'FORBIDDEN'] as const)),
    ...(takesInput ? (['VALIDATION_ERROR'] as const) : []),
    ...(route.startsWith('GET ') ? [] : (['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const)),
    ...errors,
    'RATE_LIMITED',
    'HANDLER_TIMEOUT',
    'INTERNAL_ERROR',
  ]
}
