import type { Config } from '../../../runtime/config.ts'
import { toServiceError } from '../../../runtime/errors.ts'
import type { Session } from '../api/session-models.ts'
import { type Claims, requireScope } from './authenticate.ts'
import { csrfTokenOf } from './session.ts'

/** Who is signed in, for a page. `token` and `claims` are null if nobody is. */
export function describeSession(token: string | null, claims: Claims | null, auth: Config['auth']): Session {
  if (token === null || claims === null)
    return { signed_in: false, subject: null, expires_at: null, csrf_token: null, may_capture: false }
  return {
    signed_in: true,
    subject: claims.sub ?? null,
    expires_at: claims.exp === undefined ? null : new Date(claims.exp * 1000).toISOString(),
    csrf_token: csrfTokenOf(token),
    may_capture: mayCapture(claims, auth),
  }
}

function mayCapture(claims: Claims, auth: Config['auth']): boolean {
  try {
    requireScope(claims, 'capture', auth)
    return true
  } catch (error) {
    if (toServiceError(error).code === 'FORBIDDEN') return false
    throw error
  }
}
