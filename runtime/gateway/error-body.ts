/** The one form that every error of the API has (design section 3). */
import { ERRORS, type ErrorCode, type ServiceError } from '../errors.ts'

export function statusOf(code: ErrorCode): number {
  return ERRORS[code].status
}

/** The error as JSON; its cause stays private. */
export function errorBody(error: ServiceError): string {
  const { code, message, details } = error
  return JSON.stringify({
    success: false,
    error: details === undefined ? { code, message } : { code, message, details },
    timestamp: new Date().toISOString(),
  })
}
