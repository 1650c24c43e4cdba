/** A run of torn frames: a camera that is open and gives frames of which no picture can be made. It is opened again. */
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import { isPicture } from '../jpeg/judge.ts'
import type { CameraSession } from '../port.ts'

/** One frame is decoded this often, so that the fault is known before somebody needs a picture. */
const SAMPLE_INTERVAL_MS = 5_000
/** Decoding takes up to one part in so many of the time: large pictures are sampled less often. */
const BUDGET = 200
/** After a torn sample this many frames are looked at. A camera of which some are whole is usable: captures pass over torn ones. */
const RUN_FRAMES = 10
const MIN_FRAMES = 5
const TORN_SHARE = 0.8
const MIN_RUN_MS = 3_000
const AFTER_MS = 0.001
const TORN = Symbol('torn')

export const isTornRun = (fault: ServiceError | null): boolean => fault?.cause === TORN

/**
 * Looks at one frame, and at up to nine more where it is torn. Returns the fault when at least 80 % of them are torn, null when
 * the camera is usable or gives too few frames to tell. Costs one decode on the thread pool while all is well.
 */
export async function lookForTornRun(session: CameraSession): Promise<ServiceError | null> {
  const limit = AbortSignal.timeout(Math.max(MIN_RUN_MS, ((RUN_FRAMES + 2) * 1000) / session.granted.fps))
  const tornBefore = session.counters.torn
  let [judged, torn, notBeforeMs] = [0, 0, Number.NEGATIVE_INFINITY]
  // Torn in their structure: the session passes over those itself, and counts them.
  const passedOver = () => session.counters.torn - tornBefore
  while (judged + passedOver() < RUN_FRAMES) {
    const frame = await session.frame({ notBeforeMs, signal: limit }).catch(() => null)
    if (frame === null) break
    notBeforeMs = frame.exposedAtMs + AFTER_MS
    judged += 1
    if (frame.pixelFormat !== 'MJPEG' || (await isPicture(frame.data))) {
      if (judged - torn > RUN_FRAMES * (1 - TORN_SHARE) || (judged === 1 && passedOver() === 0)) return null
    } else torn += 1
  }
  const [tornInAll, of] = [torn + passedOver(), judged + passedOver()]
  return of >= MIN_FRAMES && tornInAll >= of * TORN_SHARE ? tornFault(tornInAll, of) : null
}

/** Samples a session from now on. `fault` resolves when a run of its frames is torn; stop() ends the watch. */
export function watchTornRun(session: CameraSession): { fault: Promise<ServiceError>; stop(): void } {
  const { promise: fault, resolve } = Promise.withResolvers<ServiceError>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const beganMs = monotonicMs()
    const found = await lookForTornRun(session)
    if (stopped) return
    if (found !== null) return resolve(found)
    lookLater(Math.max(SAMPLE_INTERVAL_MS, (monotonicMs() - beganMs) * BUDGET))
  }
  const lookLater = (delayMs: number) => {
    timer = setTimeout(() => void look(), Math.min(delayMs, MAX_INTERVAL_MS)).unref()
  }
  if (session.granted.pixelFormat === 'MJPEG') lookLater(FIRST_LOOK_MS)
  return {
    fault,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** Soon after the opening, and at least every half minute. */
const FIRST_LOOK_MS = 1_000
const MAX_INTERVAL_MS = 30_000

function tornFault(torn: number, of: number): ServiceError {
  const message = `${torn} of ${of} frames that the camera gave are torn (parts of the picture are missing). It is being opened again. If this repeats, check the cable, the USB hub and the network, or lower the size or frame rate.`
  return new ServiceError('CAMERA_NOT_AVAILABLE', message, { cause: TORN })
}
