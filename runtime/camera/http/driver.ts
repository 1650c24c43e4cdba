/** `http://…`: a network camera that sends MJPEG without end (multipart/x-mixed-replace or bare), or one JPEG per request. */
import type { IncomingMessage } from 'node:http'
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import { ArrivalSession } from '../arrival-session.ts'
import type { CameraDriver, CameraSession } from '../port.ts'
import { connect, lost, parseAddress } from './connect.ts'
import { openSnapshots } from './snapshots.ts'

/** A network camera exposes, encodes and sends; lower it where it was measured. */
export const HTTP_LATENCY_MS = 250

export interface HttpOptions {
  /** May hold user:password@, sent as Basic or, when the camera asks for it, Digest. */
  url: string
  fps: number
  latencyMs?: number | undefined
}

export function httpDriver({ url, fps, ...options }: HttpOptions): CameraDriver {
  let stillsOnly = false
  return {
    kind: 'http',
    /** Known once the camera has answered. */
    get stillsOnly() {
      return stillsOnly
    },
    async open(signal) {
      signal.throwIfAborted()
      const address = parseAddress(url)
      // Ends the request while the camera is being opened, and must not end a stream that was opened.
      const opening = new AbortController()
      const abort = () => opening.abort(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      try {
        const askedAtMs = monotonicMs()
        const response = await connect(address, opening.signal)
        stillsOnly = /^image\/jpe?g\b/i.test(response.headers['content-type'] ?? '')
        const named = {
          deviceName: `Network camera ${address.host}`,
          stableName: `${address.protocol}//${address.host}${address.pathname}`,
          latencyMs: options.latencyMs ?? HTTP_LATENCY_MS,
          latencySource: options.latencyMs === undefined ? ('assumed' as const) : ('measured' as const),
        }
        if (stillsOnly) return await openSnapshots(address, response, askedAtMs, named)
        const multipart = /^multipart\//i.test(response.headers['content-type'] ?? '')
        return await openStream(address, response, opening.signal, { ...named, fps, multipart })
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
  }
}

/** Open when the first picture is there. */
async function openStream(
  address: URL,
  response: IncomingMessage,
  opening: AbortSignal,
  options: ConstructorParameters<typeof ArrivalSession>[0],
): Promise<CameraSession> {
  const session = new ArrivalSession(options, async () => void response.destroy())
  response.on('data', (chunk: Buffer) => session.feed(chunk))
  response.on('error', (error) => session.fail(lost(address, error.message)))
  response.on('close', () => session.fail(lost(address, 'it closed the connection')))
  const noPicture = () =>
    session.fail(
      new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${address.host} sent no picture in time.`),
    )
  if (opening.aborted) noPicture()
  opening.addEventListener('abort', noPicture, { once: true })
  const fault = await Promise.race([session.opened, session.ended])
  opening.removeEventListener('abort', noPicture)
  if (fault) throw fault
  return session
}
