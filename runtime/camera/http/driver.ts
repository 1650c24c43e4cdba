/** `http://…`: an MJPEG network camera (multipart/x-mixed-replace), or a bare MJPEG stream. */
import { type ClientRequest, get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { ServiceError } from '../../errors.ts'
import { ArrivalSession } from '../arrival-session.ts'
import type { CameraDriver } from '../port.ts'
import { digestAuthorization } from './digest.ts'

/** A network camera exposes, encodes and sends; lower it where it was measured. */
export const HTTP_LATENCY_MS = 250

export interface HttpOptions {
  /** May hold user:password@, sent as Basic or, when the camera asks for it, Digest. */
  url: string
  fps: number
  latencyMs?: number | undefined
}

export function httpDriver({ url, fps, latencyMs = HTTP_LATENCY_MS }: HttpOptions): CameraDriver {
  return {
    kind: 'http',
    async open(signal) {
      const address = new URL(url)
      const response = await request(address, signal)
      const session = new ArrivalSession(
        {
          deviceName: `Network camera ${address.host}`,
          stableName: `${address.protocol}//${address.host}${address.pathname}`,
          fps,
          latencyMs,
        },
        async () => void response.destroy(),
      )
      response.on('data', (chunk: Buffer) => session.feed(chunk))
      response.on('error', (error) => session.fail(lost(address, error.message)))
      response.on('close', () => session.fail(lost(address, 'it closed the connection')))
      const fault = await Promise.race([session.opened, session.ended])
      if (fault) throw fault
      return session
    },
  }
}

/** Opens the stream. Throws CAMERA_NOT_AVAILABLE that says why the camera does not give it. */
async function request(address: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const first = await get(address, signal, basicAuthorization(address))
  const challenge = first.headers['www-authenticate'] ?? ''
  if (first.statusCode !== 401 || address.username === '' || !/^digest /i.test(challenge))
    return checked(first, address)
  first.destroy()
  return checked(await get(address, signal, digestAuthorization(challenge, address)), address)
}

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
    `it answered with status ${statusCode}${response.headers.location ? ` to ${response.headers.location}` : ''}`
  throw new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${host} gives no stream: ${reason}.`)
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

const lost = ({ host }: URL, why: string) =>
  new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${host} is gone: ${why}.`)
