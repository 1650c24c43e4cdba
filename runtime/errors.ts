import { redact } from './redaction.ts'

/** Every error code of the service, with the HTTP status the gateway answers it with and when it is thrown. */
export const ERRORS = {
  INVALID_TOKEN: {
    status: 401,
    when: 'no token, bad signature, wrong issuer, audience, algorithm or token type',
  },
  TOKEN_EXPIRED: { status: 401, when: "the token's exp has passed" },
  AUTH_ERROR: { status: 401, when: 'the token could not be checked (key set unreachable, say)' },
  FORBIDDEN: {
    status: 403,
    when: 'a valid token without the needed scope, or an origin that is not allowed',
  },
  VALIDATION_ERROR: {
    status: 422,
    when: 'body, path or query does not fit; details lists each field and why',
  },
  NOT_FOUND: { status: 404, when: 'no such route or capture' },
  METHOD_NOT_ALLOWED: { status: 405, when: 'the route exists for the methods in Allow' },
  PAYLOAD_TOO_LARGE: { status: 413, when: 'the body is larger than the route takes' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, when: 'the body is not application/json' },
  RATE_LIMITED: { status: 429, when: 'too many requests; Retry-After says when to try again' },
  TOO_MANY_CONNECTIONS: { status: 503, when: 'WS_MAX_CONNECTIONS sockets or viewers are open' },
  CAPTURE_IN_PROGRESS: { status: 409, when: 'a capture is running and the queue is full' },
  CAMERA_NOT_INITIALIZED: { status: 503, when: 'the camera has not been opened yet' },
  CAMERA_NOT_AVAILABLE: { status: 503, when: 'the camera was open and is gone, busy or denied' },
  CAPTURE_FAILED: { status: 500, when: 'the frame was broken, or encoding or writing failed' },
  CAPTURE_TIMEOUT: { status: 504, when: 'no fresh frame within CAPTURE_TIMEOUT' },
  PLATE_REJECTED: {
    status: 409,
    when: 'PLATE_GATE=reject, and the plate in the picture is not as expected; details has the reasons',
  },
  STORAGE_FULL: { status: 507, when: 'free space is below the reserve; nothing was written' },
  HANDLER_TIMEOUT: { status: 504, when: 'a handler ran longer than its timeout in serverless.yml' },
  NOT_SUPPORTED_HERE: {
    status: 501,
    when: 'this host or camera cannot do what was asked; the message says which can',
  },
  INTERNAL_ERROR: { status: 500, when: 'anything else; the cause is logged, never shown' },
} as const satisfies Record<string, { status: number; when: string }>

export type ErrorCode = keyof typeof ERRORS

/** One problem of one field of a request: `path` as in `body.quality`. */
export interface ErrorDetail {
  path: string
  message: string
}

/**
 * An error with a code that callers branch on, a sentence that is safe to show (credentials are removed from it), and a private cause.
 * Drivers and stores throw it and never mention HTTP.
 */
export class ServiceError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetail[] | undefined
  readonly retryAfterS: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: ErrorDetail[]; retryAfterS?: number } = {},
  ) {
    super(redact(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ServiceError'
    this.code = code
    this.details = options.details
    this.retryAfterS = options.retryAfterS
  }
}

/** Turns anything thrown into a ServiceError; what is not one already becomes INTERNAL_ERROR with a private cause. */
export function toServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown
  return new ServiceError(
    'INTERNAL_ERROR',
    'Something went wrong inside the service; its log has the cause.',
    { cause: thrown },
  )
}

/** VALIDATION_ERROR of a request whose fields do not fit; `details` says which, as in `query.limit`, and why. */
export function unfitRequest(details: ErrorDetail[]): ServiceError {
  const what = details.map(({ path, message }) => `${path} ${message}`).join('; ')
  return new ServiceError('VALIDATION_ERROR', `The request does not fit: ${what}.`, { details })
}

/** The one form that every error of the API has (docs/CONTRACT.md, "Errors"); its cause stays private. */
export function errorBody({ code, message, details }: ServiceError) {
  return {
    success: false,
    error: details === undefined ? { code, message } : { code, message, details },
    timestamp: new Date().toISOString(),
  }
}

/** The answer to an error: the status of its code, and headers with Retry-After where it says when to try again. */
export function errorAnswer(error: ServiceError): {
  statusCode: number
  headers: Record<string, string>
  body: string
} {
  const { status } = ERRORS[error.code]
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(error.retryAfterS === undefined ? {} : { 'retry-after': String(error.retryAfterS) }),
      // RFC 9110 section 11.6.1: a 401 names how to authenticate.
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify(errorBody(error)),
  }
}

/** For the catch() of a wait for a frame: CAPTURE_TIMEOUT with this sentence where the signal ended it, else the error itself. */
export function captureTimeout(timeout: AbortSignal, sentence: () => string) {
  return (error: unknown): never => {
    if (!timeout.aborted || error instanceof ServiceError) throw error
    throw new ServiceError('CAPTURE_TIMEOUT', sentence(), { cause: error })
  }
}
