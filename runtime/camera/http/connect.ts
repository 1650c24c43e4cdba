/** One GET of a network camera: credentials, and a sentence for each way in which it is refused. */
import { type ClientRequest, get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { ServiceError } from '../../errors.ts'
import { digestAuthorization } from './digest.ts'

/**
 * Sends the request; the answer's body is still to come. `signal` ends it, also while the body comes.
 * Throws CAMERA_NOT_AVAILABLE that says why the camera gives no pictures.
 */
export async function connect(address: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const first = await get(address, signal, basicAuthorization(address))
  const challenge = first.headers['www-authenticate'] ?? ''
  if (first.statusCode !== 401 || address.username === '' || !/^digest /i.test(challenge))
    return checked(first, address)
  first.destroy()
  return checked(await get(address, signal, digestAuthorization(challenge, address)), address)
}

/** Throws CAMERA_NOT_AVAILABLE where the text is no address. */
export function parseAddress(url: string): URL {
  try {
    const address = new URL(url)
    decodeURIComponent(address.username + address.password)
    return address
  } catch (error) {
    throw new ServiceError(
      'CAMERA_NOT_AVAILABLE',
      'CAMERA_SOURCE is no address that can be asked: it looks like http://user:password@10.0.0.9/video, with % in a password written as %25.',
      { cause: error },
    )
  }
}

export const lost = ({ host }: URL, why: string) =>
  new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${host} is gone: ${why}.`)

function get(address: URL, signal: AbortSignal, authorization: string | undefined): Promise<IncomingMessage> {
  const send = address.protocol === 'https:' ? getHttps : getHttp
  const headers = authorization === undefined ? {} : { authorization }
  const plain = new URL(address)
  plain.username = ''
  plain.password = ''
  return new Promise((resolve, reject) => {
    // An agent of its own: a camera's connection is not shared, and ends with it.
    const sent: ClientRequest = send(plain, { headers, signal, agent: false }, resolve)
    sent.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(address, error)))
  })
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '') return undefined
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
}

function checked(response: IncomingMessage, { host }: URL): IncomingMessage {
  const { statusCode = 0 } = response
  const type = response.headers['content-type'] ?? ''
  if (statusCode === 200 && !/^(text\/|application\/json)/.test(type)) return response
  response.destroy()
  const reasons: Record<number, string> = {
    200: `it answered with ${type}, which is no MJPEG stream: check the path`,
    401: 'it wants a user and password: http://user:password@… (or refuses the ones given)',
    403: 'it refuses this user',
    404: 'it has no such path',
  }
  const reason =
    reasons[statusCode] ??
    `it answered with status ${statusCode}${response.headers.location ? ` to ${response.headers.location}, which is to be asked instead` : ''}`
  throw new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${host} gives no pictures: ${reason}.`)
}

function unreachable({ host }: URL, error: NodeJS.ErrnoException): ServiceError {
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'the name is not known',
    EHOSTUNREACH: 'the host cannot be reached: check cable and network',
    ETIMEDOUT: 'the host does not answer: check cable and network',
    ABORT_ERR: 'no answer in time',
  }
  return new ServiceError(
    'CAMERA_NOT_AVAILABLE',
    `The camera at ${host} cannot be reached: ${reasons[error.code ?? ''] ?? error.message}.`,
    { cause: error },
  )
}
