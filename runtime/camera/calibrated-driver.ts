/** A driver whose frames carry the latency bound that somebody measured with the calibration page, where there is one. */
import { calibrationKey, type MeasuredLatencies } from './measured-latencies.ts'
import type { CameraDriver, CameraSession, Frame, FrameRequest } from './port.ts'

export function calibratedDriver(driver: CameraDriver, kept: MeasuredLatencies): CameraDriver {
  const { pluggedIn } = driver
  return {
    kind: driver.kind,
    get stillsOnly() {
      return driver.stillsOnly ?? false
    },
    ...(pluggedIn === undefined
      ? {}
      : { pluggedIn: (signal: AbortSignal) => pluggedIn.call(driver, signal) }),
    open: async (signal) => calibratedSession(await driver.open(signal), kept),
  }
}

/**
 * The stamp of a frame is its `exposedAtMs` plus the bound that the driver took off. The calibrated bound is taken off instead; a request
 * is moved by the difference, so that the driver's own proof of freshness is about the same stamp.
 */
function calibratedSession(session: CameraSession, kept: MeasuredLatencies): CameraSession {
  /** The driver's own, known from its frames. */
  let ownBoundMs: number | undefined
  const frame = async (request: FrameRequest): Promise<Frame> => {
    for (;;) {
      const boundMs = kept.get(calibrationKey(session.granted))?.bound_ms ?? null
      if (boundMs === null) return session.frame(request)
      const moveMs = ownBoundMs === undefined ? 0 : boundMs - ownBoundMs
      const own = await session.frame({ ...request, notBeforeMs: request.notBeforeMs + moveMs })
      if (own.latencySource === 'device_clock' || own.latencyBoundMs === 0) return session.frame(request)
      ownBoundMs = own.latencyBoundMs
      const exposedAtMs = own.exposedAtMs + own.latencyBoundMs - boundMs
      if (exposedAtMs >= request.notBeforeMs)
        return { ...own, exposedAtMs, latencyBoundMs: boundMs, latencySource: 'measured' }
    }
  }
  return {
    get granted() {
      return session.granted
    },
    get counters() {
      return session.counters
    },
    get longestIntervalMs() {
      return session.longestIntervalMs ?? 0
    },
    get muteControls() {
      return session.muteControls ?? []
    },
    ...(session.controls === undefined ? {} : { controls: session.controls }),
    ended: session.ended,
    frame,
    close: () => session.close(),
  }
}
