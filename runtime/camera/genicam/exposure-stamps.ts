/** Computes the earliest moment at which a frame's exposure can have begun, from the best clock that the camera has. */
import { monotonicMs } from '../../clock.ts'
import type { FrameClock, LatencyBound, LatencySource } from '../port.ts'
import type { Aravis, Handle } from './aravis.ts'
import { ArrivalClock } from './arrival-clock.ts'
import { DeviceClock } from './device-clock.ts'
import { type Latch, nanosecondsToMs, sampleInto } from './latch.ts'
import { queuedBytes } from './socket-queue.ts'

const LATCH_INTERVAL_MS = 2_000
const PROBE_INTERVAL_MS = 2

export interface ExposureStamps {
  readonly clock: FrameClock
  readonly latencySource: LatencySource
  /** What earliestMs() takes off a frame's stamp or arrival. */
  latencyBoundMs(): number
  /** On the monotonic clock; -Infinity when nothing is known. */
  earliestMs(buffer: Handle): number
  /** Somebody waits for a fresh frame, or nobody does any more. */
  watch(somebodyWaits: boolean): void
  stop(): void
}

/**
 * From the camera's own clock. Cameras stamp the start of the exposure or its end (the standards leave it open), so the longest
 * that the exposure can have been is taken off.
 */
export async function deviceStamps(
  aravis: Aravis,
  latch: Latch,
  longestExposureMs: () => number,
): Promise<ExposureStamps> {
  const clock = new DeviceClock()
  await sampleInto(clock, latch)
  let latching = false
  const timer = setInterval(async () => {
    if (latching) return
    latching = true
    // A camera that does not answer is noticed by its silence.
    await sampleInto(clock, latch).catch(() => {})
    latching = false
  }, LATCH_INTERVAL_MS)
  return {
    clock: 'kernel',
    latencySource: 'device_clock',
    latencyBoundMs: longestExposureMs,
    earliestMs(buffer) {
      const nowMs = monotonicMs()
      const stampedMs = clock.earliestMs(nanosecondsToMs(aravis.deviceTimestampNs(buffer)), nowMs)
      return Math.min(stampedMs, nowMs) - longestExposureMs()
    },
    watch() {},
    stop: () => clearInterval(timer),
  }
}

/** From when frames arrived. `latency`: the longest time from the start of an exposure until its first packet is here. */
export function arrivalStamps(
  aravis: Aravis,
  stream: Handle,
  isGigE: boolean,
  latency: () => LatencyBound,
): ExposureStamps {
  const clock = new ArrivalClock()
  const port = isGigE ? aravis.streamPort(stream) : undefined
  const wallMs = () => Number(aravis.realTimeUs()) / 1000
  const probe = () => {
    const nothingQueued = port === undefined || queuedBytes(port) === 0
    const empty = nothingQueued && aravis.filledBuffers(stream) === 0
    clock.probe(empty, monotonicMs(), wallMs())
  }
  let timer: NodeJS.Timeout | undefined
  return {
    clock: 'arrival',
    latencySource: latency().source,
    latencyBoundMs: () => latency().boundMs,
    earliestMs: (buffer) =>
      clock.earliestMs(nanosecondsToMs(aravis.arrivalRealTimeNs(buffer)), monotonicMs(), wallMs()) -
      latency().boundMs,
    watch(somebodyWaits) {
      if (!somebodyWaits) {
        clearInterval(timer)
        timer = undefined
      } else timer ??= setInterval(probe, PROBE_INTERVAL_MS)
    },
    stop: () => clearInterval(timer),
  }
}
