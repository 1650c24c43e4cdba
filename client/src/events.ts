import { CaptureServiceError } from './errors.ts'
import { Mailbox } from './mailbox.ts'
import type { ServiceEvent } from './messages.ts'
import type { Requests } from './requests.ts'
import { openSocket } from './socket.ts'

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 30_000
/** A network can drop a connection silently. A ping without an answer shows it. */
const PING_INTERVAL_MS = 10_000

export interface EventOptions {
  /** `status`: only the camera's status and the heartbeat. */
  channel?: 'capture' | 'status'
  signal?: AbortSignal
}

/**
 * Every message of the service, over a WebSocket that is opened again with growing delays whenever it is lost. Ends when the
 * signal aborts. Throws when a new try cannot help: INVALID_TOKEN, TOKEN_EXPIRED, AUTH_ERROR, FORBIDDEN, NOT_SUPPORTED_HERE.
 */
export async function* events(
  requests: Requests,
  { channel, signal }: EventOptions = {},
): AsyncGenerator<ServiceEvent, void, undefined> {
  let attempt = 0
  while (!signal?.aborted) {
    const mailbox = new Mailbox<ServiceEvent>()
    const stop = () => mailbox.end()
    signal?.addEventListener('abort', stop)
    let heard = true
    let socket: WebSocket | undefined
    /** Without a new token the service closes the connection, and the next one says why. */
    const renew = async () => {
      const token = await Promise.resolve(requests.token()).catch(() => undefined)
      if (token) socket?.send(JSON.stringify({ type: 'authenticate', token }))
    }
    socket = await openSocket(requests, {
      ...(channel ? { channel } : {}),
      onMessage(message) {
        heard = true
        if (message.type === 'token_expiring') void renew()
        if (message.type !== 'pong') mailbox.put(message)
      },
      onClose: stop,
    }).catch((error: unknown) => {
      if (error instanceof CaptureServiceError && error.code === 'NOT_SUPPORTED_HERE') throw error
      return undefined
    })
    if (socket) {
      const pings = setInterval(() => {
        if (!heard) return stop()
        heard = false
        socket.send('{"type":"ping"}')
      }, PING_INTERVAL_MS)
      try {
        yield { type: 'connected', data: { attempt } }
        attempt = 0
        yield* mailbox
      } finally {
        clearInterval(pings)
        socket.close()
        signal?.removeEventListener('abort', stop)
      }
    } else {
      signal?.removeEventListener('abort', stop)
      await throwIfRefused(requests)
    }
    if (signal?.aborted) return
    attempt++
    const delayMs = retryDelayMs(attempt)
    yield { type: 'disconnected', data: { attempt, retry_in_ms: delayMs } }
    await sleep(delayMs, signal)
  }
}

/** Doubles up to a bound. Half of it is random, so that many clients do not return at the same moment. */
function retryDelayMs(attempt: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1))
  return Math.round(longest * (0.5 + Math.random() / 2))
}

/** A browser hides why a handshake was refused. An ordinary request with the same token shows the reason. */
async function throwIfRefused(requests: Requests): Promise<void> {
  try {
    await requests.send('GET', 'api/v1/capture/service-status')
  } catch (error) {
    if (error instanceof CaptureServiceError && (error.status === 401 || error.status === 403)) throw error
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
