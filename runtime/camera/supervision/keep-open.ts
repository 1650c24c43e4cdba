/** Keeps the camera open: opens it, warms it up, watches it until it ends, and opens it again with growing delays. */
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicMs } from '../../clock.ts'
import { ServiceError, toServiceError } from '../../errors.ts'
import type { CameraDriver, CameraSession } from '../port.ts'
import type { Condition } from './condition.ts'
import type { DriftWatch } from './control-drift.ts'
import { silenceFault, watchSilence } from './silence.ts'
import { isTornRun, lookForTornRun, watchTornRun } from './torn-frames.ts'

/** Short enough that a capture works within 2 s of the camera's return. */
const REOPEN_FIRST_MS = 100
const REOPEN_MAX_MS = 1_000
/** A session that lasted this long was sound: the next fault is met with the shortest delay again. */
const STEADY_MS = 2_000
const OPEN_TIMEOUT_MS = 15_000
/** A camera that sends one picture every few seconds is not warmed up for longer than this, once two have come. */
const WARM_UP_MS = 5_000
const WARM_UP_MIN_FRAMES = 2
const CLOSE_TIMEOUT_MS = 3_000

export interface KeepOpenOptions {
  driver: CameraDriver
  /** Frames that are thrown away after each opening, while exposure and white balance settle. */
  warmupFrames: number
  condition: Condition
  drift: DriftWatch
  /** Ends it; the camera is closed then. */
  closing: AbortSignal
}

/** Never rejects; resolves when the camera is closed for good. */
export async function keepOpen(options: KeepOpenOptions): Promise<void> {
  const { condition, closing } = options
  let delayMs = REOPEN_FIRST_MS
  while (!closing.aborted) {
    if (condition.state !== 'silent' && condition.state !== 'faulted') condition.become('opening')
    const livedFromMs = monotonicMs()
    try {
      await live(options)
      if (monotonicMs() - livedFromMs > STEADY_MS) delayMs = REOPEN_FIRST_MS
    } catch (error) {
      if (!closing.aborted) condition.failed(openingFault(error))
    }
    const pluggedIn = await pause(options, delayMs)
    delayMs = pluggedIn ? REOPEN_FIRST_MS : Math.min(delayMs * 2, REOPEN_MAX_MS)
  }
  condition.become('closed')
}

/** Until the next opening: the delay, or until something was plugged in, which gives true. */
async function pause({ driver, closing }: KeepOpenOptions, delayMs: number): Promise<boolean> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, closing])
  const elapsed = delay(delayMs, false, { signal }).catch(() => false)
  const pluggedIn = driver.pluggedIn?.(signal).then(
    () => true,
    () => elapsed,
  )
  const first = await Promise.race([elapsed, pluggedIn ?? elapsed])
  over.abort()
  return first
}

/** One life, from the opening to its end. Throws what kept it from opening. */
async function live({ driver, warmupFrames, condition, drift, closing }: KeepOpenOptions): Promise<void> {
  const opening = AbortSignal.any([closing, AbortSignal.timeout(OPEN_TIMEOUT_MS)])
  const session = await driver.open(opening)
  try {
    // A source that takes its pictures on request is not warmed up.
    if (!driver.stillsOnly) await warmUp(session, warmupFrames, opening)
    // A camera that was opened again for its torn frames is only well when it gives whole ones.
    const stillTorn = isTornRun(condition.fault) ? await lookForTornRun(session) : null
    if (stillTorn !== null) throw stillTorn
    await drift.apply(session.controls)
    condition.opened(session)
    const fault = await endOf(session, driver, closing)
    // Noted before the session is closed: whoever waits on it must know whether another follows.
    if (!closing.aborted) condition.failed(fault)
  } finally {
    condition.session = null
    drift.stop()
    await Promise.race([session.close(), delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })])
  }
}

/** Takes and drops frames. Any will do: a proof of freshness would cost the source's whole latency each time. */
async function warmUp(session: CameraSession, warmupFrames: number, signal: AbortSignal): Promise<void> {
  const ended = session.ended.then((fault) => Promise.reject(fault))
  ended.catch(() => {})
  const fromMs = monotonicMs()
  for (let frames = 0; frames < Math.max(1, warmupFrames); frames++) {
    if (frames >= WARM_UP_MIN_FRAMES && monotonicMs() - fromMs > WARM_UP_MS) return
    await Promise.race([session.frame({ notBeforeMs: Number.NEGATIVE_INFINITY, signal }), ended])
  }
}

/** The fault that ends the session: its own, a silence, or a run of torn frames. */
async function endOf(
  session: CameraSession,
  { stillsOnly }: CameraDriver,
  closing: AbortSignal,
): Promise<ServiceError> {
  const { promise: closed, resolve } = Promise.withResolvers<ServiceError>()
  const close = () => resolve(new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was closed.'))
  if (closing.aborted) close()
  closing.addEventListener('abort', close, { once: true })
  const watches = stillsOnly ? [] : [watchSilence(session), watchTornRun(session)]
  try {
    return await Promise.race([session.ended, closed, ...watches.map(({ fault }) => fault)])
  } finally {
    for (const watch of watches) watch.stop()
    closing.removeEventListener('abort', close)
  }
}

/** An opening that gave no first frame in time is a silence too. */
function openingFault(error: unknown): ServiceError {
  if (error instanceof Error && error.name === 'TimeoutError') return silenceFault(OPEN_TIMEOUT_MS)
  const fault = toServiceError(error)
  if (fault.code !== 'INTERNAL_ERROR') return fault
  return new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera could not be opened; the log has the cause.', {
    cause: error,
  })
}
