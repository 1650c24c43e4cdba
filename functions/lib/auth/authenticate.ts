/** Checks a token, and whether it allows the access that a route needs. */
import type { JWTPayload } from 'jose'
import type { Config } from '../../../runtime/config.ts'
import { ServiceError } from '../../../runtime/errors.ts'
import { failedCheck, isExpired, isUnreachable } from './failures.ts'
import { noteIssuedLater } from './issued-later.ts'
import { logRefusal } from './refusal-log.ts'
import { type Verify, verifierFor } from './verifiers.ts'

/** `optional`: a valid token is read, and nobody is refused. */
export type Access = 'public' | 'optional' | 'read' | 'capture'
/** `sub` is text if the token has one. */
export type Claims = JWTPayload

type Auth = Config['auth']

/** FORBIDDEN for a person who is known. */
export class MissingScope extends ServiceError {
  readonly sub: string | null
  constructor(scope: string, sub: string | null) {
    super('FORBIDDEN', `This token lacks the scope ${scope}.`)
    this.sub = sub
  }
}

/** One verifier for each set of settings, so that key sets are fetched once and kept. */
const verifiers = new WeakMap<Auth, Verify>()

/**
 * The claims of a valid token; null for an anonymous reader. Throws INVALID_TOKEN, TOKEN_EXPIRED,
 * AUTH_ERROR (the key set is not available) and FORBIDDEN (a scope is missing). The log says which check failed; the caller
 * learns no more than the code.
 */
export async function authenticate(
  token: string | undefined,
  access: 'read' | 'capture',
  auth: Auth,
): Promise<Claims | null> {
  if (token === undefined) {
    if (access === 'read' && auth.anonymousRead) return null
    throw new ServiceError(
      'INVALID_TOKEN',
      'This request needs a token. Send the header "Authorization: Bearer <token>".',
    )
  }
  const claims = await verify(token, auth)
  // The auth service signs its refresh tokens with the same key, issuer and audience.
  if (claims.type !== undefined && claims.type !== 'access') {
    logRefusal('type')
    throw new ServiceError(
      'INVALID_TOKEN',
      'This is not an access token. Send the access token, not the refresh token.',
    )
  }
  // RFC 7519 section 4.1.2: text. The catalogue and the log name the person by it.
  if (claims.sub !== undefined && typeof claims.sub !== 'string') {
    logRefusal('sub')
    throw new ServiceError('INVALID_TOKEN', 'The token is not valid for this service.')
  }
  requireScope(claims, access, auth)
  return claims
}

/** Throws FORBIDDEN for a valid token without the scope that the access needs. */
export function requireScope(claims: Claims, access: 'read' | 'capture', auth: Auth): void {
  const scope = access === 'read' ? auth.readScope : auth.captureScope
  if (scope === undefined || scopesOf(claims).includes(scope)) return
  logRefusal('scope')
  throw new MissingScope(scope, claims.sub ?? null)
}

function scopesOf(claims: Claims): string[] {
  const listed = [claims.scope, claims.scp, claims.permissions].flat()
  return listed.flatMap((scope) => (typeof scope === 'string' ? scope.split(' ') : []))
}

async function verify(token: string, auth: Auth): Promise<Claims> {
  const known = verifiers.get(auth) ?? verifierFor(auth)
  verifiers.set(auth, known)
  try {
    const claims = await known(token)
    noteIssuedLater(claims, auth.clockToleranceS)
    return claims
  } catch (error) {
    logRefusal(failedCheck(error))
    if (isExpired(error)) {
      throw new ServiceError('TOKEN_EXPIRED', 'The token has expired. Sign in again.', { cause: error })
    }
    if (isUnreachable(error)) {
      throw new ServiceError(
        'AUTH_ERROR',
        'The token could not be checked because the key set is not available. Try again in a minute.',
        { cause: error },
      )
    }
    throw new ServiceError('INVALID_TOKEN', 'The token is not valid for this service.', { cause: error })
  }
}
