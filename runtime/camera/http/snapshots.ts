/**
 * A network camera that answers each request with one JPEG. It is asked only when a picture is wanted. The answer may be a
 * picture that it took before the request and kept; the stated latency bounds how old that is, so a request is sent only when
 * the latency has passed since the picture was wanted.
 */
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import { wholeJpeg } from '../jpeg.ts'
import type { CameraSession } from '../port.ts'
import { Waiters } from '../waiters.ts'
import { connect, lost } from './connect.ts'

const ANSWER_TIMEOUT_MS = 10_000
const MAX_PICTURE_BYTES = 128 * 1024 * 1024
/** How soon a request is noticed that wants an earlier picture than the one being waited for. */
const WAIT_STEP_MS = 50
/** After a torn picture: a camera that always sends them is not asked without a pause. */
const TORN_PAUSE_MS = 100

export interface SnapshotOptions {
  deviceName: string
  stableName: string
  latencyMs: number
}

/** `first` is the answer to a request sent at `askedAtMs`; it tells the size, and how many pictures a second can be had. */
export async function openSnapshots(
  address: URL,
  first: IncomingMessage,
  askedAtMs: number,
  { deviceName, stableName, latencyMs }: SnapshotOptions,
): Promise<CameraSession> {
  const opened = wholeJpeg(await readBody(address, first))
  if (opened === null)
    throw new ServiceError('CAMERA_NOT_AVAILABLE', `The camera at ${address.host} sent a broken picture.`)
  const counters = { frames: 1, dropped: 0, torn: 0, lastFrameAtMs: monotonicMs() }
  const fps = Math.round(10_000 / (counters.lastFrameAtMs - askedAtMs)) / 10
  const waiters = new Waiters()
  const closing = new AbortController()
  let asking = false
  let endSession: (fault: ServiceError) => void = () => {}
  const ended = new Promise<ServiceError>((resolve) => {
    endSession = resolve
  })

  /** One request at a time, as long as somebody waits. */
  const ask = async () => {
    asking = true
    try {
      while (waiters.count > 0) {
        const waitMs = waiters.earliestMs + latencyMs - monotonicMs()
        if (waitMs > 0) await sleep(Math.min(waitMs, WAIT_STEP_MS), null, { signal: closing.signal })
        if (waiters.earliestMs + latencyMs <= monotonicMs()) await give()
      }
    } finally {
      asking = false
    }
  }
  const give = async () => {
    const exposedAtMs = monotonicMs() - latencyMs
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
    const whole = wholeJpeg(await readBody(address, await connect(address, signal)))
    counters.frames += 1
    counters.lastFrameAtMs = monotonicMs()
    if (whole === null) {
      counters.torn += 1
      await sleep(TORN_PAUSE_MS, null, { signal: closing.signal })
      return
    }
    waiters.give({ ...whole, pixelFormat: 'MJPEG', sequence: counters.frames, exposedAtMs, clock: 'arrival' })
  }
  const end = (error: unknown) => {
    if (closing.signal.aborted) return
    const fault = error instanceof ServiceError ? error : lost(address, (error as Error).message)
    closing.abort()
    waiters.fail(fault)
    endSession(fault)
  }

  return {
    granted: {
      width: opened.width,
      height: opened.height,
      fps: Math.max(0.1, fps),
      pixelFormat: 'MJPEG',
      deviceName,
      stableName,
    },
    counters,
    ended,
    frame(request) {
      const frame = waiters.wait(request)
      if (!asking) ask().catch(end)
      return frame
    },
    async close() {
      if (closing.signal.aborted) return
      closing.abort()
      waiters.fail(new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was closed.'))
    },
  }
}

/** The whole body of an answer. Throws CAMERA_NOT_AVAILABLE when it breaks off or never ends. */
async function readBody(address: URL, response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length
      if (sizeBytes > MAX_PICTURE_BYTES) throw new Error('it sends a picture that never ends')
      chunks.push(chunk)
    }
  } catch (error) {
    throw lost(address, (error as Error).message)
  }
  return Buffer.concat(chunks)
}
