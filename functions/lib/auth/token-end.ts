import type { Config } from '../../../runtime/config.ts'
import type { Claims } from './authenticate.ts'

/** The latest year that every program can write; a token may name any number. */
const LAST_MS = Date.parse('9999-12-31T23:59:59Z')

/** When what was opened with the token must end, in milliseconds since 1970; null for an anonymous reader. */
export function tokenEndsAtMs(claims: Claims | null, { clockToleranceS }: Config['auth']): number | null {
  if (claims?.exp === undefined) return null
  return Math.min((claims.exp + clockToleranceS) * 1000, LAST_MS)
}
