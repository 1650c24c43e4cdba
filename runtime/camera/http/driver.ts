/**
 * `http://…`: a network camera that sends MJPEG without end (multipart/x-mixed-replace or bare), or one JPEG per request. Which of the
 * two is seen from what it does, since many cameras call their answer by a wrong type.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import { redact } from '../../redaction.ts'
import { ArrivalSession } from '../arrival-session.ts'
import type { CameraDriver, CameraSession } from '../port.ts'
import { lost, parseAddress } from './address.ts'
import { Authentication } from './authentication.ts'
import { type Access, openAnswer } from './open-answer.ts'
import type { CameraResponse } from './request.ts'
import { openSnapshots } from './snapshots.ts'
import type { TlsTrust } from './tls-trust.ts'

/** A network camera exposes, encodes and sends; lower it where it was measured. */
export const HTTP_LATENCY_MS = 250
/** After a first picture: so long for a second one, or for the end, before the answer counts as what its type says. */
const SECOND_PICTURE_MS = 250

export interface HttpOptions {
  /** May hold user:password@. */
  url: string
  fps: number
  latencyMs?: number | undefined
  tls?: TlsTrust | undefined
}

export function httpDriver({ url, fps, latencyMs, tls = {} }: HttpOptions): CameraDriver {
  let stillsOnly = false
  let access: Access | undefined
  return {
    kind: 'http',
    /** Known once the camera has answered. */
    get stillsOnly() {
      return stillsOnly
    },
    async open(signal) {
      signal.throwIfAborted()
      const { url: address, credentials } = parseAddress(url)
      access ??= { authentication: new Authentication(credentials), trust: tls }
      // Ends the request while the camera is being opened, and must not end a stream that was opened.
      const opening = new AbortController()
      const abort = () => opening.abort(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      const options = {
        deviceName: `Network camera ${address.host}`,
        stableName: redact(`${address.protocol}//${address.host}${address.pathname}`),
        latencyMs: latencyMs ?? HTTP_LATENCY_MS,
        latencySource: latencyMs === undefined ? ('assumed' as const) : ('measured' as const),
      }
      try {
        const askedAtMs = monotonicMs()
        const response = await openAnswer(address, access, opening.signal)
        const opened = await openStream(address, response, opening.signal, {
          ...options,
          fps,
          multipart: /^multipart\//i.test(response.header('content-type') ?? ''),
        })
        stillsOnly = opened.isStill
        if (!opened.isStill) return opened.session
        await opened.session.close()
        return openSnapshots(address, access, opened.session.granted, askedAtMs, options)
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
  }
}

/** Resolves when the first picture is there, and it is known whether more will follow. */
async function openStream(
  address: URL,
  response: CameraResponse,
  opening: AbortSignal,
  options: ConstructorParameters<typeof ArrivalSession>[0],
): Promise<{ session: CameraSession; isStill: boolean }> {
  const session = new ArrivalSession({ ...options, rawBytes: () => response.rawBytes }, async () =>
    response.destroy(),
  )
  let [bodyBytes, hasEnded] = [0, false]
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  response.read({
    onData(bytes) {
      bodyBytes += bytes.length
      session.feed(bytes)
    },
    onEnd(why) {
      hasEnded = true
      end()
      const reason = session.counters.frames === 0 ? 'it sent no whole picture' : 'it closed the connection'
      session.fail(lost(address, why ?? reason))
    },
  })
  const noPicture = () =>
    session.fail(
      new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${address.host} sent no picture in time.`),
    )
  if (opening.aborted) noPicture()
  opening.addEventListener('abort', noPicture, { once: true })
  const fault = await Promise.race([session.opened, session.ended])
  opening.removeEventListener('abort', noPicture)
  if (fault && session.counters.frames === 0) throw fault
  const waiting = new AbortController()
  await Promise.race([
    session.second,
    ended,
    sleep(SECOND_PICTURE_MS, undefined, { signal: waiting.signal }).catch(() => {}),
  ])
  waiting.abort()
  const lengthBytes = response.contentLengthBytes
  const isComplete = lengthBytes !== null && bodyBytes >= lengthBytes
  const isCalledStill = /^image\//i.test(response.header('content-type') ?? '')
  // A camera that appends a preview sends two pictures in one still.
  if (session.counters.frames > 1) return { session, isStill: isCalledStill && (hasEnded || isComplete) }
  return { session, isStill: hasEnded || isComplete || isCalledStill }
}
