/** An error as the reply that its client gets. Pure. */
import { ERRORS, errorBody, type ServiceError } from '../../errors.ts'
import { type HttpReply, JSON_TYPE } from './result.ts'

/** The status of the error's code, its body, and Retry-After where it says when to try again; its cause stays private. */
export function errorReply(error: ServiceError): HttpReply {
  const headers: Record<string, string> = { 'content-type': JSON_TYPE }
  if (error.retryAfterS !== undefined) headers['retry-after'] = String(error.retryAfterS)
  const body = JSON.stringify(errorBody(error))
  return { statusCode: ERRORS[error.code].status, headers, cookies: [], body }
}
