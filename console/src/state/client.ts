import { createClient } from '../../../client/src/index.ts'

/** The console is at …/console/, also under a path prefix of a proxy. */
export const SERVICE_URL = new URL('..', location.href).href

/** A token that is too long for a cookie: kept for this page only, until it is loaded again. */
let heldToken = ''
export function holdToken(token: string): void {
  heldToken = token
}

/** Signed in by the session cookie, which no script can read. */
export const client = createClient({ baseUrl: SERVICE_URL, token: () => heldToken })
