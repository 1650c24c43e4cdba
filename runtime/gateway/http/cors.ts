/** The CORS protocol of the Fetch standard: allowed origins and their response headers. */
import type { IncomingHttpHeaders } from 'node:http'
import { METHODS } from '../../routes/table.ts'

const EXPOSED = 'x-request-id, etag, content-range, retry-after, content-disposition'
const PREFLIGHT_MAX_AGE_S = '600'
const DEFAULT_METHODS = ['HEAD', ...METHODS.filter((method) => method !== 'OPTIONS')].join(', ')

export interface Cors {
  allows(origin: string): boolean
  /** Headers of every response to a request from this origin; none when it is not allowed. */
  headers(origin: string | undefined): Record<string, string>
  /** What a preflight is answered in addition. */
  preflight(request: IncomingHttpHeaders): Record<string, string>
}

/** CORS for CORS_ORIGINS: `https://lab.example`, `http://localhost:*` (any port, the default one too), `https://*.example`, or `*`. */
export function cors(origins: readonly string[]): Cors {
  const patterns = origins.map(toPattern)
  const allows = (origin: string) => patterns.some((pattern) => pattern.test(origin))
  return {
    allows,
    headers(origin) {
      if (origin === undefined || !allows(origin)) return { vary: 'origin' }
      return {
        vary: 'origin',
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': EXPOSED,
      }
    },
    preflight(request) {
      if (request.origin === undefined || !allows(request.origin)) return {}
      const headers: Record<string, string> = {
        vary: 'origin, access-control-request-method, access-control-request-headers',
        'access-control-allow-methods': request['access-control-request-method'] ?? DEFAULT_METHODS,
        'access-control-max-age': PREFLIGHT_MAX_AGE_S,
      }
      const asked = request['access-control-request-headers']
      if (asked !== undefined) headers['access-control-allow-headers'] = asked
      // Private Network Access: a page on HTTPS that calls a service on localhost or in the laboratory's network.
      if (request['access-control-request-private-network'] === 'true') {
        headers['access-control-allow-private-network'] = 'true'
      }
      return headers
    },
  }
}

/** A page of the service itself: its origin's host is the one it asked. */
export function isSameOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host
}

function toPattern(origin: string): RegExp {
  if (origin === '*') return /^/
  const withoutSlash = origin.replace(/\/$/, '')
  const escaped = withoutSlash.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/:\*$/, '(:\\d+)?').replace(/\*/g, '[a-z0-9.-]+')}$`, 'i')
}
