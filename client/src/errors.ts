import type { ErrorCode, ErrorDetail } from './api/types.ts'

/**
 * NETWORK_ERROR: no answer arrived, so the request may have been carried out. BAD_RESPONSE: the answer is not from this
 * service. The client itself throws NOT_SUPPORTED_HERE where JavaScript has no WebSocket (Node before 22).
 */
export type ClientErrorCode = ErrorCode | 'NETWORK_ERROR' | 'BAD_RESPONSE'

interface Facts {
  status?: number | undefined
  details?: ErrorDetail[] | undefined
  retryAfterS?: number | undefined
  requestId?: string | undefined
  cause?: unknown
}

/** Every failed call rejects with it, except an aborted call, which rejects with the signal's reason. Branch on `code`. */
export class CaptureServiceError extends Error {
  readonly code: ClientErrorCode
  /** HTTP status; undefined if no answer arrived. */
  readonly status: number | undefined
  /** Each field that is not valid, for VALIDATION_ERROR. */
  readonly details: ErrorDetail[]
  /** Seconds to wait before the next try, if the service named them. */
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
