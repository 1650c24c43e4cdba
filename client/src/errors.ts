import type { ErrorCode, ErrorDetail } from './api/errors.ts'

/** NETWORK_ERROR: no answer came, so whether the request was carried out is not known. BAD_RESPONSE: not this service's. */
export type ClientErrorCode = ErrorCode | 'NETWORK_ERROR' | 'BAD_RESPONSE'

interface Facts {
  status?: number | undefined
  details?: ErrorDetail[] | undefined
  retryAfterS?: number | undefined
  requestId?: string | undefined
  cause?: unknown
}

/** What every failed call rejects with, but for an abort, which rejects with the signal's reason. Branch on `code`. */
export class CaptureServiceError extends Error {
  readonly code: ClientErrorCode
  /** HTTP status; undefined where no answer came. */
  readonly status: number | undefined
  /** Each field that does not fit, for VALIDATION_ERROR. */
  readonly details: ErrorDetail[]
  /** Seconds after which to try again, where the service says so. */
  readonly retryAfterS: number | undefined
  /** Names the request in the service's log. */
  readonly requestId: string | undefined

  constructor(code: ClientErrorCode, message: string, facts: Facts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'CaptureServiceError'
    this.code = code
    this.status = facts.status
    this.details = facts.details ?? []
    this.retryAfterS = facts.retryAfterS
    this.requestId = facts.requestId
  }
}
