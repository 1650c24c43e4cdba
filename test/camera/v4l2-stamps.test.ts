/** What the V4L2 driver concludes from the kernel's stamps on buffers. */
import { describe, expect, it } from 'vitest'
import { ExposureStamps } from '../../runtime/camera/v4l2/exposure-stamps.ts'
import { BUF_FLAG_TIMESTAMP_MONOTONIC, BUF_FLAG_TSTAMP_SRC_SOE } from '../../runtime/camera/v4l2/videodev2.ts'

const FPS = 25
const INTERVAL_MS = 40
const STARTED_AT_MS = 1_000

function stampsOf(driver: string, latencyMs?: number) {
  return new ExposureStamps({ driver, fps: FPS, latencyMs }, STARTED_AT_MS)
}

function buffer(sequence: number, timestampMs: number, flags = BUF_FLAG_TIMESTAMP_MONOTONIC) {
  return { sequence, timestampMs, flags, dequeuedAtMs: timestampMs + 5, emptyAtMs: timestampMs - 30 }
}

/** Frames on time, from 100 ms after the start on. */
function steady(stamps: ExposureStamps, count: number): number[] {
  return Array.from({ length: count }, (_, sequence) => {
    const timestampMs = STARTED_AT_MS + 100 + sequence * INTERVAL_MS
    return timestampMs - stamps.earliest(buffer(sequence, timestampMs)).exposedAtMs
  })
}

describe('stamps of a driver', () => {
  it('at the start of exposure are what they say', () => {
    const stamps = stampsOf('sensor')
    steady(stamps, 10)
    const soe = BUF_FLAG_TIMESTAMP_MONOTONIC | BUF_FLAG_TSTAMP_SRC_SOE
    expect(stamps.earliest(buffer(10, 1_500, soe))).toEqual({ exposedAtMs: 1_500, clock: 'kernel' })
  })

  it.each(['sensor', 'uvcvideo'])(
    'at the end of a frame, or of %s, lie two intervals after the exposure',
    (driver) => {
      expect(steady(stampsOf(driver), 10).at(-1)).toBe(2 * INTERVAL_MS)
    },
  )

  it('of uvcvideo are no start of exposure, though it says so', () => {
    const stamps = stampsOf('uvcvideo')
    steady(stamps, 10)
    const soe = BUF_FLAG_TIMESTAMP_MONOTONIC | BUF_FLAG_TSTAMP_SRC_SOE
    expect(stamps.earliest(buffer(10, 1_500, soe)).exposedAtMs).toBe(1_500 - 2 * INTERVAL_MS)
  })

  it('give way to a latency that was measured', () => {
    expect(steady(stampsOf('uvcvideo', 15), 10).at(-1)).toBe(15)
  })

  it('of two frames that were held up together are those that were due', () => {
    const stamps = stampsOf('uvcvideo')
    steady(stamps, 10)
    const lastOnTimeMs = STARTED_AT_MS + 100 + 9 * INTERVAL_MS
    // Exposed on time, stamped 300 ms late within a millisecond of each other.
    stamps.earliest(buffer(10, lastOnTimeMs + INTERVAL_MS + 300))
    const second = stamps.earliest(buffer(11, lastOnTimeMs + INTERVAL_MS + 301))
    expect(second.exposedAtMs).toBeLessThanOrEqual(lastOnTimeMs + 2 * INTERVAL_MS - 2 * INTERVAL_MS)
  })

  it('of the first frames prove nothing of before the stream was started', () => {
    const stamps = stampsOf('uvcvideo')
    const late = stamps.earliest(buffer(0, STARTED_AT_MS + 2_000))
    expect(late.exposedAtMs).toBeLessThanOrEqual(STARTED_AT_MS + INTERVAL_MS)
  })

  it('that show longer intervals than were granted lie two of those after the exposure', () => {
    const stamps = stampsOf('uvcvideo')
    steady(stamps, 10)
    const { exposedAtMs } = stamps.earliest(buffer(10, STARTED_AT_MS + 100 + 9 * INTERVAL_MS + 100))
    expect(exposedAtMs).toBeLessThanOrEqual(STARTED_AT_MS + 100 + 9 * INTERVAL_MS + 100 - 200)
  })

  it('in the future are taken back by as much as they ever were ahead', () => {
    const stamps = stampsOf('vivid')
    steady(stamps, 10)
    const ahead = { ...buffer(10, 1_560), dequeuedAtMs: 1_500 }
    expect(stamps.earliest(ahead).exposedAtMs).toBeLessThanOrEqual(1_500 - 2 * INTERVAL_MS)
    expect(stamps.earliest(buffer(11, 1_600)).exposedAtMs).toBeLessThanOrEqual(1_600 - 60 - 2 * INTERVAL_MS)
  })

  it('of no monotonic clock count for nothing: the frame came after the queue was last empty', () => {
    const frame = buffer(0, 5_000, 0)
    expect(stampsOf('v4l2 loopback').earliest(frame)).toEqual({ exposedAtMs: 4_970 - 500, clock: 'arrival' })
    expect(stampsOf('v4l2 loopback', 20).earliest(frame)).toEqual({ exposedAtMs: 4_950, clock: 'arrival' })
  })
})
