/**
 * A camera that delivers one picture per request, and is asked only when a picture is wanted. The picture may be older
 * than the asking, by a stated latency at most; so the camera is asked when the latency has passed since the picture was wanted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../clock.ts'
import { ServiceError, toServiceError } from '../errors.ts'
import { wholeJpeg } from './jpeg/structure.ts'
import type { CameraSession, GrantedFormat, LatencySource } from './port.ts'
import { Waiters } from './waiters.ts'

/** How soon a request is noticed that wants an earlier picture than the one being waited for. */
const WAIT_STEP_MS = 50
/** After a torn picture: a camera that always sends them is not asked without a pause. */
const TORN_PAUSE_MS = 100

export interface StillsSource {
  deviceName: string
  stableName: string
  /** How much older than its asking a picture's exposure may be. */
  latencyMs: number
  /** `measured` where somebody set CAMERA_LATENCY_MS; `assumed` where left out. */
  latencySource?: LatencySource
  /** Asked every so often while nobody wants a picture: a camera that is gone is noticed before the next capture. Throws as take() does. */
  check?: { everyMs: number; run(signal: AbortSignal): Promise<unknown> }
  /** One JPEG. Throws a ServiceError when the camera is gone. */
  take(signal: AbortSignal): Promise<Buffer>
}

/** `first` was asked for at `askedAtMs`; it tells the size, and how many pictures a second can be had. */
export function openStills(
  source: StillsSource,
  first: { width: number; height: number },
  askedAtMs: number,
): CameraSession {
  const counters = { frames: 1, dropped: 0, torn: 0, lastFrameAtMs: monotonicMs() }
  const granted: GrantedFormat = {
    width: first.width,
    height: first.height,
    fps: Math.max(0.1, Math.round(10_000 / (counters.lastFrameAtMs - askedAtMs)) / 10),
    pixelFormat: 'MJPEG',
    deviceName: source.deviceName,
    stableName: source.stableName,
  }
  const waiters = new Waiters()
  const closing = new AbortController()
  let asking = false
  let checking: Promise<unknown> | undefined
  let endSession: (fault: ServiceError) => void = () => {}
  const ended = new Promise<ServiceError>((resolve) => {
    endSession = resolve
  })

  /** One picture at a time, as long as somebody waits. */
  const ask = async () => {
    asking = true
    try {
      await checking
      while (waiters.count > 0) {
        const waitMs = waiters.earliestMs + source.latencyMs - monotonicMs()
        if (waitMs > 0) await sleep(Math.min(waitMs, WAIT_STEP_MS), null, { signal: closing.signal })
        if (waiters.earliestMs + source.latencyMs <= monotonicMs()) await give()
      }
    } finally {
      asking = false
    }
  }
  const give = async () => {
    const exposedAtMs = monotonicMs() - source.latencyMs
    const whole = wholeJpeg(await source.take(closing.signal))
    counters.frames += 1
    counters.lastFrameAtMs = monotonicMs()
    if (whole === null) {
      counters.torn += 1
      await sleep(TORN_PAUSE_MS, null, { signal: closing.signal })
      return
    }
    waiters.give({
      ...whole,
      pixelFormat: 'MJPEG',
      sequence: counters.frames,
      exposedAtMs,
      clock: 'arrival',
      latencyBoundMs: source.latencyMs,
      latencySource: source.latencySource ?? 'assumed',
    })
  }
  /** Never beside a request: cameras answer one at a time. */
  const check = async ({ run, everyMs }: NonNullable<StillsSource['check']>) => {
    while (true) {
      await sleep(everyMs, null, { signal: closing.signal })
      if (asking || monotonicMs() - counters.lastFrameAtMs < everyMs) continue
      checking = run(closing.signal)
      await checking
    }
  }
  const end = (error: unknown) => {
    if (closing.signal.aborted) return
    const fault = toServiceError(error)
    closing.abort()
    waiters.fail(fault)
    endSession(fault)
  }

  if (source.check !== undefined) check(source.check).catch(end)

  return {
    granted,
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
