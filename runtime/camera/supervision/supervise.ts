/**
 * The supervised camera: kept open by keep-open.ts through every fault, asked for frames here.
 * A request waits through a silence, and fails at once when the camera is gone.
 */
import { monotonicMs } from '../../clock.ts'
import { ServiceError, toServiceError } from '../../errors.ts'
import { wholeJpeg } from '../jpeg/structure.ts'
import type { Camera, CameraDriver, CameraSession, CameraStatus, Frame, FrameRequest } from '../port.ts'
import { Condition } from './condition.ts'
import { watchDrift } from './control-drift.ts'
import { keepOpen } from './keep-open.ts'

export interface SuperviseOptions {
  /** Thrown away after each opening, while exposure and white balance settle. */
  warmupFrames: number
  /** Set after every opening, and watched. */
  controls: Record<string, number>
}

export interface SupervisedCamera extends Camera {
  /** Begins to open the camera; does not wait for it. */
  start(): void
  close(): Promise<void>
}

const NO_COUNTERS = { frames: 0, dropped: 0, torn: 0, lastFrameAtMs: null }

/** Takes over the driver's camera; nothing happens before start(). */
export function superviseCamera(
  driver: CameraDriver,
  { warmupFrames, controls }: SuperviseOptions,
): SupervisedCamera {
  const closing = new AbortController()
  const condition = new Condition()
  const drift = watchDrift(controls, () => condition.announce())
  let staleOrTorn = 0
  let running: Promise<void> = Promise.resolve()

  const status = (): CameraStatus => {
    const { state, session, fault, reopened } = condition
    const counters = session?.counters ?? NO_COUNTERS
    return {
      state,
      granted: session?.granted ?? null,
      errorMessage: state === 'streaming' ? null : (fault?.message ?? null),
      counters: { ...counters, torn: counters.torn + staleOrTorn },
      reopened,
      drift: drift.current(),
      muteControls: session?.muteControls ?? [],
    }
  }

  const frame = async (request: FrameRequest): Promise<Frame> => {
    for (;;) {
      const session = await openSession(condition, request.signal)
      try {
        const candidate = usable(await session.frame(request), request.notBeforeMs)
        if (candidate !== null) return candidate
        staleOrTorn += 1
      } catch (error) {
        request.signal.throwIfAborted()
        // A session that was closed for its silence is followed by another; any other end is the answer.
        if (condition.session === session || closing.signal.aborted) throw error
        if (condition.state !== 'silent') throw toServiceError(error)
      }
    }
  }

  return {
    status,
    frame,
    onChange: (listener) => condition.onChange(() => listener(status())),
    controls() {
      const { session, fault } = condition
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
      running = keepOpen({ driver, warmupFrames, condition, drift, closing: closing.signal })
    },
    async close() {
      closing.abort()
      await running
    },
  }
}

function notInitialized(cause: unknown): never {
  const message = 'The camera was not opened for the first time within the time limit. Try again in a moment.'
  throw new ServiceError('CAMERA_NOT_INITIALIZED', message, { retryAfterS: 1, cause })
}

/** Waits while the camera is opened for the first time, and while it is silent; throws at once when it is gone. */
async function openSession(condition: Condition, signal: AbortSignal): Promise<CameraSession> {
  while (condition.session === null) {
    signal.throwIfAborted()
    const { everOpened, fault, state } = condition
    if (!everOpened && fault === null) {
      await condition.nextChange(signal).catch(notInitialized)
      continue
    }
    if (state !== 'silent')
      throw new ServiceError('CAMERA_NOT_AVAILABLE', fault?.message ?? 'The camera is closed.', {
        cause: fault,
      })
    await nextChangeOrGivenUp(condition, signal)
  }
  return condition.session
}

/** A camera that hangs is usually back within this time; whoever waits longer would only learn the fault late. */
const SILENCE_PATIENCE_MS = 5_000

/** Throws the fault when the camera was not back within SILENCE_PATIENCE_MS of the moment at which its silence was noticed. */
async function nextChangeOrGivenUp(condition: Condition, signal: AbortSignal): Promise<void> {
  const { fault, silentSinceMs } = condition
  const leftMs = (silentSinceMs ?? monotonicMs()) + SILENCE_PATIENCE_MS - monotonicMs()
  const patience = AbortSignal.timeout(Math.max(0, Math.ceil(leftMs)))
  try {
    await condition.nextChange(AbortSignal.any([signal, patience]))
  } catch (error) {
    signal.throwIfAborted()
    throw fault ?? error
  }
}

/** Freshness and wholeness checked once more, whatever the driver says; null when the frame will not do. */
function usable(frame: Frame, notBeforeMs: number): Frame | null {
  if (frame.exposedAtMs < notBeforeMs) return null
  if (frame.pixelFormat !== 'MJPEG') return frame
  const whole = wholeJpeg(frame.data)
  return whole === null ? null : { ...frame, ...whole }
}
