/** Detects a silent camera: it is open and delivers no frames. It is opened again, and requests wait meanwhile. */
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import type { CameraSession } from '../port.ts'

/** No frame for so many intervals, and for at least this long, is a silence. */
const SILENT_INTERVALS = 8
const SILENT_MIN_MS = 1_500
/** Cameras whose rate is not known yet, or changes with the light: so many times the longest pause seen is a silence. */
const SILENT_PAUSES = 4
const WATCH_INTERVAL_MS = 500
const SILENCE = Symbol('silence')

/** The fault of a camera that has been silent for so long. */
export function silenceFault(silentMs: number): ServiceError {
  const message = `The camera has given no frame for ${(silentMs / 1000).toFixed(1)} s; it is being opened again. If this repeats, check its cable and power.`
  return new ServiceError('CAMERA_NOT_AVAILABLE', message, { cause: SILENCE })
}

export const isSilence = (fault: ServiceError): boolean => fault.cause === SILENCE

/**
 * Watches a session's frames from now on. `fault` resolves when they stop coming; stop() ends the watch.
 * A silence is counted from here where that is later than the last frame: from the opening, or from when this process ran again after it
 * was held up, since frames that came meanwhile have not been read yet.
 */
export function watchSilence(session: CameraSession): { fault: Promise<ServiceError>; stop(): void } {
  const { promise: fault, resolve } = Promise.withResolvers<ServiceError>()
  let countedFromMs = monotonicMs()
  let lookedAtMs = countedFromMs
  const timer = setInterval(() => {
    const nowMs = monotonicMs()
    if (nowMs - lookedAtMs > 2 * WATCH_INTERVAL_MS) countedFromMs = nowMs
    lookedAtMs = nowMs
    const silentMs = nowMs - Math.max(session.counters.lastFrameAtMs ?? 0, countedFromMs)
    if (silentMs > silentAfterMs(session)) resolve(silenceFault(silentMs))
  }, WATCH_INTERVAL_MS)
  return { fault, stop: () => clearInterval(timer) }
}

/** Asked anew each time, because the rate of a slow camera is known only after some frames. */
function silentAfterMs({ granted, longestIntervalMs = 0 }: CameraSession): number {
  return Math.max(SILENT_MIN_MS, (SILENT_INTERVALS * 1000) / granted.fps, SILENT_PAUSES * longestIntervalMs)
}
