/** Finds the credentials of a request. */
import { ServiceError } from '../../../runtime/errors.ts'
import { csrfTokenOf, isFromThisSite, sessionToken } from './session.ts'

type Values = Record<string, string | undefined>

export interface Carried {
  method: string
  /** Names in lower case. */
  headers: Values
  query: Values | undefined
  cookies: string[] | undefined
}

/**
 * The token of a request: the header, the query, or the session cookie, in this order. A token in the query counts only where
 * nothing changes, because links are logged, shared and fetched again. A change with the cookie needs the header
 * X-CSRF-Token. Throws INVALID_TOKEN for another Authorization scheme, and FORBIDDEN for a wrong X-CSRF-Token.
 */
export function tokenOf({ method, headers, query, cookies }: Carried): string | undefined {
  const reads = method === 'GET' || method === 'HEAD'
  const token = bearerToken(headers) ?? (reads ? query?.token || undefined : undefined)
  if (token !== undefined) return token
  const session = sessionToken(cookies)
  if (session === undefined || !isFromThisSite(headers)) return undefined
  if (!reads && headers['x-csrf-token'] !== csrfTokenOf(session)) {
    throw new ServiceError(
      'FORBIDDEN',
      'A change with the session cookie needs the header X-CSRF-Token with the csrf_token of /api/v1/session.',
    )
  }
  return session
}

/** `Authorization: Bearer` (RFC 6750 section 2.1). */
function bearerToken({ authorization }: Values): string | undefined {
  if (!authorization) return undefined
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  if (token === undefined)
    throw new ServiceError('INVALID_TOKEN', 'The Authorization header must be "Bearer <token>".')
  return token
}

/** The token of the subprotocol pair `bearer, <jwt>`, for a browser's WebSocket. */
export function subprotocolToken(header: string | undefined): string | undefined {
  const [scheme, token] = (header ?? '').split(',').map((part) => part.trim())
  return scheme?.toLowerCase() === 'bearer' ? token : undefined
}
