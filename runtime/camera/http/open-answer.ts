/** Asks a camera until it answers with a body: signs in where it asks, follows redirects on its own host. */
import { redact } from '../../redaction.ts'
import { refused } from './address.ts'
import type { Authentication } from './authentication.ts'
import { type CameraResponse, request } from './request.ts'
import type { TlsTrust } from './tls-trust.ts'

const MAX_REDIRECTS = 5
/** A first 401, one for a stale nonce, and one for a redirect's own realm. */
const MAX_CHALLENGES = 3
const REDIRECTS = [301, 302, 303, 307, 308]

export interface Access {
  authentication: Authentication
  trust: TlsTrust
}

/**
 * The answer to a GET of the camera's address; its body is still to come. `signal` ends it, also while the body comes.
 * Throws CAMERA_NOT_AVAILABLE that says why the camera gives no pictures.
 */
export async function openAnswer(
  address: URL,
  { authentication, trust }: Access,
  signal: AbortSignal,
): Promise<CameraResponse> {
  authentication.checkPause(address)
  let url = address
  let [redirects, challenges, isFresh] = [0, 0, false]
  for (;;) {
    const authorization = authentication.authorization(url)
    const response = await request(url, { authorization, trust, signal })
    const { statusCode } = response
    if (statusCode === 401 && challenges++ < MAX_CHALLENGES) {
      response.destroy()
      authentication.challenged(url, response.all('www-authenticate'), authorization !== undefined && isFresh)
      isFresh = true
    } else if (REDIRECTS.includes(statusCode) && response.header('location') !== undefined) {
      response.destroy()
      if (++redirects > MAX_REDIRECTS) throw refused(address, `it redirects more than ${MAX_REDIRECTS} times`)
      url = redirected(url, response.header('location') as string)
    } else {
      return checked(address, response, authentication, authorization !== undefined)
    }
  }
}

/**
 * Where a redirect leads. Only the same scheme, host and port, or https on the same host, are followed: any other could be a trap for
 * the password, or lead the service into a network that the camera does not reach itself.
 */
function redirected(from: URL, location: string): URL {
  const to = URL.parse(location, from)
  const isUpgrade = from.protocol === 'http:' && to?.protocol === 'https:' && to.hostname === from.hostname
  if (to !== null && (isUpgrade || to.origin === from.origin) && /^https?:$/.test(to.protocol)) {
    to.username = ''
    to.password = ''
    return to
  }
  throw refused(
    from,
    `it redirects to ${redact(location).slice(0, 200)}, which is not followed because it is another address. If that is the camera, set CAMERA_SOURCE to it`,
  )
}

function checked(
  url: URL,
  response: CameraResponse,
  authentication: Authentication,
  withPassword: boolean,
): CameraResponse {
  const { statusCode } = response
  const type = response.header('content-type') ?? ''
  const encoding = response.header('content-encoding')
  let why: string | undefined
  if (statusCode === 401) why = 'it refuses the user or the password. Correct CAMERA_SOURCE'
  else if (statusCode === 403)
    why = 'it forbids this address to this user (403). Check user, password and rights in the camera'
  else if (statusCode === 404) why = 'this path does not exist on it (404). Check the path in CAMERA_SOURCE'
  else if (statusCode === 503)
    why = 'it is busy or starting (503). Many cameras allow only a few viewers at once'
  else if (statusCode < 200 || statusCode > 299) why = `it answered with status ${statusCode}`
  else if (/^(text\/(?!plain)|application\/(json|xml))/i.test(type))
    why = `it answered with ${type.slice(0, 100)} instead of pictures. Check the path in CAMERA_SOURCE`
  else if (encoding !== undefined && !/^(identity|binary|none|8bit)$/i.test(encoding))
    why = `it sends compressed answers (Content-Encoding: ${encoding.slice(0, 40)}), which are not accepted. Switch that off in the camera or proxy`
  if (why === undefined) {
    authentication.accepted(response.header('authentication-info'))
    return response
  }
  response.destroy()
  if (withPassword && (statusCode === 401 || statusCode === 403)) authentication.countRefusal()
  throw refused(url, why)
}
