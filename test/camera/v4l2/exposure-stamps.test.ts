/** The conclusions of the V4L2 driver from the kernel's buffer stamps. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LatencyBound } from '../../../runtime/camera/port.ts'
import { ExposureStamps } from '../../../runtime/camera/v4l2/exposure-stamps.ts'
import {
  V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC,
  V4L2_BUF_FLAG_TSTAMP_SRC_SOE,
} from '../../../runtime/camera/v4l2/videodev2.ts'

const FPS = 25
const INTERVAL_MS = 40
const STARTED_AT_MS = 1_000
/** 500 ms inside the camera, and two intervals. */
const ASSUMED_MS = 580

function stampsOf(latencyMs?: number) {
  const latency: LatencyBound | undefined =
    latencyMs === undefined ? undefined : { boundMs: latencyMs, source: 'measured' }
  return new ExposureStamps({ fps: FPS, latency }, STARTED_AT_MS)
}

function buffer(sequence: number, timestampMs: number, flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) {
  return { sequence, timestampMs, flags, dequeuedAtMs: timestampMs + 5, emptyAtMs: timestampMs - 30 }
}

const onTimeMs = (sequence: number) => STARTED_AT_MS + INTERVAL_MS + sequence * INTERVAL_MS

/** Frames on time from the start on; returns what each of them lost. */
function steady(stamps: ExposureStamps, count: number): number[] {
  return Array.from(
    { length: count },
    (_, sequence) => onTimeMs(sequence) - stamps.earliest(buffer(sequence, onTimeMs(sequence))).exposedAtMs,
  )
}

describe('a stamp', () => {
  it('loses the assumed bound of a camera that nobody measured, and says so', () => {
    const stamps = stampsOf()
    expect(steady(stamps, 30).at(-1)).toBe(ASSUMED_MS)
    expect(stamps.earliest(buffer(30, onTimeMs(30)))).toEqual({
      exposedAtMs: onTimeMs(30) - ASSUMED_MS,
      clock: 'kernel',
      latencyBoundMs: ASSUMED_MS,
      latencySource: 'assumed',
      stampedAtMs: onTimeMs(30),
    })
  })

  it('loses it also where the driver calls it the start of exposure, as uvcvideo does', () => {
    const stamps = stampsOf()
    steady(stamps, 30)
    const soe = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | V4L2_BUF_FLAG_TSTAMP_SRC_SOE
    expect(stamps.earliest(buffer(30, onTimeMs(30), soe)).exposedAtMs).toBe(onTimeMs(30) - ASSUMED_MS)
  })

  it('loses a measured bound in place of the assumed one', () => {
    const stamps = stampsOf(115)
    expect(steady(stamps, 10).at(-1)).toBe(115)
    expect(stamps.earliest(buffer(10, onTimeMs(10)))).toMatchObject({ latencySource: 'measured' })
  })

  it('is set back to when its frame was due, where two frames were held up together', () => {
    const stamps = stampsOf()
    steady(stamps, 30)
    // Exposed on time, stamped 300 ms late within a millisecond of each other.
    stamps.earliest(buffer(30, onTimeMs(30) + 300))
    const second = stamps.earliest(buffer(31, onTimeMs(30) + 301))
    expect(second.exposedAtMs).toBeLessThanOrEqual(onTimeMs(31) - ASSUMED_MS)
  })

  it('of a first frame proves nothing about the time before the stream was started', () => {
    const late = stampsOf().earliest(buffer(0, STARTED_AT_MS + 900))
    expect(late.exposedAtMs).toBeLessThanOrEqual(STARTED_AT_MS)
  })

  it('loses as many real intervals as the bound covers granted ones, where dim light stretches them', () => {
    const stamps = stampsOf(4 * INTERVAL_MS)
    steady(stamps, 10)
    const stretchedMs = 100
    let atMs = onTimeMs(9)
    for (let sequence = 10; sequence < 20; sequence++) {
      atMs += stretchedMs
      stamps.earliest(buffer(sequence, atMs))
    }
    const { exposedAtMs, latencyBoundMs } = stamps.earliest(buffer(20, atMs + stretchedMs))
    expect(latencyBoundMs).toBe(4 * stretchedMs)
    expect(exposedAtMs).toBeLessThanOrEqual(atMs + stretchedMs - 4 * stretchedMs)
  })

  it('ahead of the clock is set back by as much as any stamp ever was ahead', () => {
    const stamps = stampsOf()
    steady(stamps, 30)
    const ahead = { ...buffer(30, onTimeMs(30)), dequeuedAtMs: onTimeMs(30) - 60 }
    expect(stamps.earliest(ahead).exposedAtMs).toBeLessThanOrEqual(onTimeMs(30) - 60 - ASSUMED_MS)
    expect(stamps.earliest(buffer(31, onTimeMs(31))).exposedAtMs).toBeLessThanOrEqual(
      onTimeMs(31) - 60 - ASSUMED_MS,
    )
  })
})

describe('a stamp of another clock', () => {
  it('without the monotonic flag counts for nothing: the frame came after the queue was last empty', () => {
    const frame = buffer(0, 5_000, 0)
    expect(stampsOf().earliest(frame)).toMatchObject({
      exposedAtMs: 4_970 - ASSUMED_MS - INTERVAL_MS,
      clock: 'arrival',
      latencySource: 'assumed',
    })
    expect(stampsOf(20).earliest(frame).exposedAtMs).toBe(4_970 - 20 - INTERVAL_MS)
  })

  /** The wall clock as uvcvideo stamps it with clock=CLOCK_REALTIME: far from the monotonic one, under the monotonic flag. */
  const wall = (sequence: number, offsetMs: number) => ({
    sequence,
    flags: V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC,
    timestampMs: onTimeMs(sequence) + offsetMs,
    dequeuedAtMs: onTimeMs(sequence) + 5,
    emptyAtMs: onTimeMs(sequence) - INTERVAL_MS + 5,
  })

  it.each([
    ['years ahead', 1.7e12],
    ['two hours behind, as after a step', -7_200_000],
    ['ten seconds behind', -10_000],
    ['two seconds ahead', 2_000],
  ])('is recognised when it is %s, and each frame is timed by its arrival', (_, offsetMs) => {
    const stamps = stampsOf()
    for (let sequence = 0; sequence < 60; sequence++) {
      const { exposedAtMs, clock } = stamps.earliest(wall(sequence, offsetMs))
      expect(clock).toBe('arrival')
      expect(exposedAtMs).toBeCloseTo(onTimeMs(sequence) - 2 * INTERVAL_MS + 5 - ASSUMED_MS, 6)
    }
  })

  it('leaves nothing behind: after steps to and fro the frames are as young as before', () => {
    const stamps = stampsOf()
    steady(stamps, 30)
    for (let sequence = 30; sequence < 60; sequence++) stamps.earliest(wall(sequence, 7_200_000))
    for (let sequence = 60; sequence < 90; sequence++) stamps.earliest(wall(sequence, -7_200_000))
    let last = 0
    for (let sequence = 90; sequence < 130; sequence++)
      last = onTimeMs(sequence) - stamps.earliest(wall(sequence, 0)).exposedAtMs
    expect(last).toBe(ASSUMED_MS)
  })
})

describe('the assumed bound', () => {
  it('makes no frame younger than it is, for any delay inside the camera up to 400 ms, at any rate, with late stamps', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(5, 10, 15, 25, 30, 60),
        fc.integer({ min: 0, max: 400 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 90, noNaN: true }), { minLength: 40, maxLength: 60 }),
        (fps, insideMs, exposureShare, lateMs) => {
          const intervalMs = 1000 / fps
          const stamps = new ExposureStamps({ fps }, 0)
          for (const [sequence, late] of lateMs.entries()) {
            const exposedAtMs = 50 + sequence * intervalMs
            const sentAtMs = exposedAtMs + exposureShare * intervalMs + insideMs
            const { exposedAtMs: earliestMs } = stamps.earliest(buffer(sequence, sentAtMs + late))
            expect(earliestMs).toBeLessThanOrEqual(exposedAtMs)
          }
        },
      ),
    )
  })
})
