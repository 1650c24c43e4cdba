/**
 * The session cookie of browsers. It holds the token itself, so that it ends with the token and the service keeps no list of
 * sessions. Scripts cannot read it (HttpOnly), and other sites cannot make a browser send it (SameSite=Strict).
 */
import { createHmac } from 'node:crypto'

const COOKIE = 'vision_session'
/** RFC 6265 section 6.1: what every browser can store, name and attributes included. */
export const MAX_COOKIE_BYTES = 4096

export function sessionToken(cookies: string[] | undefined): string | undefined {
  const prefix = `${COOKIE}=`
  const cookie = cookies?.find((each) => each.startsWith(prefix))
  return cookie?.slice(prefix.length) || undefined
}

/**
 * `Set-Cookie` that signs in. `secure`: the page is on HTTPS, and the cookie must stay there. `prefix`: as in /nest1, so that two
 * services behind one proxy do not overwrite each other's cookie.
 */
export function sessionCookie(
  token: string,
  { maxAgeS, secure, prefix }: { maxAgeS: number; secure: boolean; prefix: string },
): string {
  return `${COOKIE}=${token}; Path=${prefix}/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeS}${secure ? '; Secure' : ''}`
}

/** `Set-Cookie` that signs out. */
export const expiredCookie = (prefix: string) =>
  `${COOKIE}=; Path=${prefix}/; HttpOnly; SameSite=Strict; Max-Age=0`

/**
 * The value that a page must send with a change: SameSite counts every port of a host as one site, so a page of another
 * program on the same host could send the cookie. Only who can read the answer of /api/v1/session knows this value.
 */
export function csrfTokenOf(token: string): string {
  return createHmac('sha256', token).update('vision-capture csrf').digest('base64url')
}

/** Whether a page of this very service made the request (Fetch Metadata; without it, the Origin header). */
export function isFromThisSite(headers: Record<string, string | undefined>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  const { origin, host } = headers
  if (origin === undefined) return true
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
