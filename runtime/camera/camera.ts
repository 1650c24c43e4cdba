/**
 * The supervised camera: opens the driver, warms it up, watches it, and opens it again after a fault, with growing delays.
 * A request waits through a silence, and fails at once when the camera is gone.
 */
import { monotonicMs } from '../clock.ts'
import { ServiceError, toServiceError } from '../errors.ts'
import { watchDrift } from './control-drift.ts'
import { wholeJpeg } from './jpeg.ts'
import type {
  Camera,
  CameraDriver,
  CameraSession,
  CameraState,
  CameraStatus,
  Frame,
  FrameRequest,
} from './port.ts'

export interface SuperviseOptions {
  fps: number
  warmupFrames: number
  /** Set after every opening, and watched. */
  controls: Record<string, number>
}

export interface SupervisedCamera extends Camera {
  /** Begins to open the camera; does not wait for it. */
  start(): void
  close(): Promise<void>
}

/** Short enough that a capture works within 2 s of the camera's return. */
const REOPEN_FIRST_MS = 100
const REOPEN_MAX_MS = 1_000
/** A session that lasted this long was sound: the next fault is met with the shortest delay again. */
const STEADY_MS = 2_000
const OPEN_TIMEOUT_MS = 15_000
/** No frame for so many intervals, and for at least this long, is a silence. */
const SILENT_INTERVALS = 8
const SILENT_MIN_MS = 1_500
const WATCH_INTERVAL_MS = 500
const CLOSE_TIMEOUT_MS = 3_000

const NO_COUNTERS = { frames: 0, dropped: 0, torn: 0, lastFrameAtMs: null }

/** Takes over the driver's camera; nothing happens before start(). */
export function superviseCamera(driver: CameraDriver, options: SuperviseOptions): SupervisedCamera {
  const closing = new AbortController()
  const listeners = new Set<(status: CameraStatus) => void>()
  let state: CameraState = 'closed'
  let session: CameraSession | null = null
  let fault: ServiceError | null = null
  let everOpened = false
  let reopened = 0
  let staleOrTorn = 0
  let running: Promise<void> = Promise.resolve()
  const drift = watchDrift(options.controls, () => announce())

  const status = (): CameraStatus => {
    const counters = session?.counters ?? NO_COUNTERS
    return {
      state,
      granted: session?.granted ?? null,
      errorMessage: state === 'streaming' ? null : (fault?.message ?? null),
      counters: { ...counters, torn: counters.torn + staleOrTorn },
      reopened,
      drift: drift.current(),
    }
  }
  const announce = () => {
    for (const listener of listeners) listener(status())
  }
  const become = (next: CameraState) => {
    if (state === next) return
    state = next
    announce()
  }

  const noteFault = (ended: ServiceError) => {
    if (closing.signal.aborted) return
    const another = ended.message !== fault?.message
    fault = ended
    const next = isSilence(ended) ? 'silent' : 'faulted'
    if (state !== next) become(next)
    else if (another) announce()
  }

  /** One life of the camera, from opening to its end. Throws what kept it from opening. */
  const live = async (): Promise<void> => {
    const opening = AbortSignal.any([closing.signal, AbortSignal.timeout(OPEN_TIMEOUT_MS)])
    const opened = await driver.open(opening)
    try {
      await warmUp(opened, driver, options, opening)
      await drift.apply(opened.controls)
      session = opened
      if (everOpened) reopened += 1
      everOpened = true
      fault = null
      become('streaming')
      // Noted before the session is closed: whoever waits on it must know whether another follows.
      noteFault(await endOf(opened))
    } finally {
      session = null
      drift.stop()
      await Promise.race([opened.close(), delay(CLOSE_TIMEOUT_MS)])
    }
  }

  /** The fault that ends the session: its own, or a silence. */
  const endOf = async (opened: CameraSession): Promise<ServiceError> => {
    if (driver.stillsOnly) return Promise.race([opened.ended, aborted(closing.signal)])
    const silentAfterMs = Math.max(SILENT_MIN_MS, (SILENT_INTERVALS * 1000) / opened.granted.fps)
    // A silence is counted from here where that is later than the last frame: from the opening, or from when this process ran
    // again after it was held up, since frames that came meanwhile have not been read yet.
    let countedFromMs = monotonicMs()
    let lookedAtMs = countedFromMs
    let timer: NodeJS.Timeout | undefined
    const silence = new Promise<ServiceError>((resolve) => {
      timer = setInterval(() => {
        const nowMs = monotonicMs()
        if (nowMs - lookedAtMs > 2 * WATCH_INTERVAL_MS) countedFromMs = nowMs
        lookedAtMs = nowMs
        const silentMs = nowMs - Math.max(opened.counters.lastFrameAtMs ?? 0, countedFromMs)
        if (silentMs > silentAfterMs) resolve(silent(silentMs))
      }, WATCH_INTERVAL_MS)
    })
    const ended = await Promise.race([opened.ended, silence, aborted(closing.signal)])
    clearInterval(timer)
    return ended
  }

  const supervise = async () => {
    let delayMs = REOPEN_FIRST_MS
    while (!closing.signal.aborted) {
      if (state !== 'silent' && state !== 'faulted') become('opening')
      const livedFromMs = monotonicMs()
      try {
        await live()
        if (monotonicMs() - livedFromMs > STEADY_MS) delayMs = REOPEN_FIRST_MS
      } catch (error) {
        noteFault(openingFault(error))
      }
      if (closing.signal.aborted) break
      await delay(delayMs, closing.signal)
      delayMs = Math.min(delayMs * 2, REOPEN_MAX_MS)
    }
    become('closed')
  }

  /** Waits for the next session while the camera is silent; throws at once when it is gone. */
  const openSession = async (signal: AbortSignal): Promise<CameraSession> => {
    while (session === null) {
      signal.throwIfAborted()
      if (!everOpened && fault === null) {
        throw new ServiceError(
          'CAMERA_NOT_INITIALIZED',
          'The camera is still being opened; try again in a moment.',
          { retryAfterS: 1 },
        )
      }
      if (state !== 'silent')
        throw new ServiceError('CAMERA_NOT_AVAILABLE', fault?.message ?? 'The camera is closed.', {
          cause: fault,
        })
      await nextChange(listeners, signal)
    }
    return session
  }

  const frame = async (request: FrameRequest): Promise<Frame> => {
    for (;;) {
      const current = await openSession(request.signal)
      try {
        const candidate = usable(await current.frame(request), request.notBeforeMs)
        if (candidate !== null) return candidate
        staleOrTorn += 1
      } catch (error) {
        request.signal.throwIfAborted()
        // A session that was closed for its silence is followed by another; any other end is the answer.
        if (session === current || closing.signal.aborted) throw error
        if (state !== 'silent') throw toServiceError(error)
      }
    }
  }

  return {
    status,
    frame,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    controls() {
      if (session === null)
        throw new ServiceError('CAMERA_NOT_AVAILABLE', fault?.message ?? 'The camera is not open.')
      if (!session.controls)
        throw new ServiceError(
          'NOT_SUPPORTED_HERE',
          `A camera of the ${driver.kind} kind has no controls that can be set here.`,
        )
      return drift.remembering(session.controls)
    },
    start() {
      running = supervise()
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

/** Freshness and wholeness checked once more, whatever the driver says; null when the frame will not do. */
function usable(frame: Frame, notBeforeMs: number): Frame | null {
  if (frame.exposedAtMs < notBeforeMs) return null
  if (frame.pixelFormat !== 'MJPEG') return frame
  const whole = wholeJpeg(frame.data)
  return whole === null ? null : { ...frame, ...whole }
}

/** Lets exposure and white balance settle. A source that takes its pictures on request is not warmed up. */
async function warmUp(
  session: CameraSession,
  driver: CameraDriver,
  options: SuperviseOptions,
  signal: AbortSignal,
) {
  if (driver.stillsOnly) return
  const ended = session.ended.then((fault) => Promise.reject(fault))
  ended.catch(() => {})
  for (let frames = 0; frames < Math.max(1, options.warmupFrames); frames++) {
    // Any frame will do: nobody keeps it, and a proof of freshness would cost the source's whole latency each time.
    await Promise.race([session.frame({ notBeforeMs: Number.NEGATIVE_INFINITY, signal }), ended])
  }
}

const SILENCE = Symbol('silence')

function silent(silentMs: number): ServiceError {
  const message = `The camera has given no frame for ${(silentMs / 1000).toFixed(1)} s; it is being opened again. If this repeats, check its cable and power.`
  return new ServiceError('CAMERA_NOT_AVAILABLE', message, { cause: SILENCE })
}

const isSilence = (fault: ServiceError) => fault.cause === SILENCE

/** An opening that gave no first frame in time is a silence too. */
function openingFault(error: unknown): ServiceError {
  if (error instanceof Error && error.name === 'TimeoutError') return silent(OPEN_TIMEOUT_MS)
  const fault = toServiceError(error)
  if (fault.code !== 'INTERNAL_ERROR') return fault
  return new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera could not be opened; the log has the cause.', {
    cause: error,
  })
}

function aborted(signal: AbortSignal): Promise<ServiceError> {
  return new Promise((resolve) => {
    const done = () => resolve(new ServiceError('CAMERA_NOT_AVAILABLE', 'The camera was closed.'))
    if (signal.aborted) done()
    else signal.addEventListener('abort', done, { once: true })
  })
}

function nextChange(listeners: Set<(status: CameraStatus) => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      listeners.delete(changed)
      signal.removeEventListener('abort', abort)
    }
    const changed = () => {
      leave()
      resolve()
    }
    const abort = () => {
      leave()
      reject(signal.reason)
    }
    listeners.add(changed)
    signal.addEventListener('abort', abort, { once: true })
  })
}

function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    const abort = () => {
      clearTimeout(timer)
      resolve()
    }
    signal?.addEventListener('abort', abort, { once: true })
  })
}
