import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArrivalClock } from '../../../runtime/camera/genicam/arrival-clock.ts'
import { DeviceClock } from '../../../runtime/camera/genicam/device-clock.ts'
import { FrameIds } from '../../../runtime/camera/genicam/frame-ids.ts'
import { parseQueuedBytes } from '../../../runtime/camera/genicam/socket-queue.ts'

describe("the camera's clock", () => {
  it('never makes a frame younger than it is, for any round trip and any drift', () => {
    const step = fc.record({
      afterMs: fc.double({ min: 1, max: 5_000, noNaN: true }),
      outwardMs: fc.double({ min: 0, max: 50, noNaN: true }),
      backMs: fc.double({ min: 0, max: 50, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: -500e-6, max: 500e-6, noNaN: true }),
        (steps, offsetMs, drift) => {
          const deviceAt = (hostMs: number) => hostMs * (1 + drift) + offsetMs
          const clock = new DeviceClock()
          let nowMs = 1_000
          for (const { afterMs, outwardMs, backMs } of steps) {
            nowMs += afterMs
            clock.sample(nowMs, nowMs + outwardMs + backMs, deviceAt(nowMs + outwardMs))
            nowMs += outwardMs + backMs
            // A microsecond for what a double of the device's milliseconds loses.
            expect(clock.earliestMs(deviceAt(nowMs), nowMs)).toBeLessThanOrEqual(nowMs + 1e-3)
          }
        },
      ),
    )
  })

  it('is known as well as the quickest round trip allows', () => {
    const clock = new DeviceClock()
    clock.sample(1_000, 1_040, 20)
    expect(clock.earliestMs(20, 1_040)).toBeCloseTo(1_000, 0)
    clock.sample(1_100, 1_101, 101)
    expect(clock.earliestMs(150, 1_149)).toBeCloseTo(1_149, 0)
    // A slow answer later takes nothing away but the drift.
    clock.sample(1_200, 1_300, 250)
    expect(clock.earliestMs(299, 1_300)).toBeCloseTo(1_298, 0)
  })

  it('is learnt anew after the camera restarted', () => {
    const clock = new DeviceClock()
    clock.sample(1_000, 1_001, 500_000)
    clock.sample(2_000, 2_001, 30)
    expect(clock.earliestMs(40, 2_010)).toBeCloseTo(2_010, 0)
  })
})

describe('the clock of arrivals', () => {
  const WALL = 1_700_000_000_000
  const probing = (clock: ArrivalClock, fromMs: number, toMs: number, empty = true) => {
    for (let at = fromMs; at <= toMs; at += 2) clock.probe(empty, at, WALL + at)
  }

  it('knows nothing before the path was seen empty twice', () => {
    const clock = new ArrivalClock()
    expect(clock.earliestMs(WALL + 10, 10, WALL + 10)).toBe(Number.NEGATIVE_INFINITY)
    clock.probe(true, 10, WALL + 10)
    expect(clock.earliestMs(WALL + 20, 20, WALL + 20)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('takes a frame to have left the camera after the empty moment that was confirmed before its stamp', () => {
    const clock = new ArrivalClock()
    probing(clock, 0, 100)
    expect(clock.earliestMs(WALL + 50.5, 101, WALL + 101)).toBe(46)
    expect(clock.earliestMs(WALL + 2, 101, WALL + 101)).toBe(Number.NEGATIVE_INFINITY)
  })

  it('begins anew after a busy moment', () => {
    const clock = new ArrivalClock()
    probing(clock, 0, 20)
    probing(clock, 22, 60, false)
    clock.probe(true, 62, WALL + 62)
    clock.probe(true, 64, WALL + 64)
    expect(clock.earliestMs(WALL + 65, 66, WALL + 66)).toBe(16)
    clock.probe(true, 66, WALL + 66)
    expect(clock.earliestMs(WALL + 67, 68, WALL + 68)).toBe(62)
  })

  it('believes no stamp over a step of the wall clock', () => {
    const clock = new ArrivalClock()
    probing(clock, 0, 100)
    expect(clock.earliestMs(WALL + 90, 101, WALL + 101 + 3_600_000)).toBe(Number.NEGATIVE_INFINITY)
    expect(clock.earliestMs(WALL + 90, 101, WALL + 101 - 5)).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('frame numbers', () => {
  it('count on where the 16-bit number goes round, which leaves 0 out', () => {
    const ids = new FrameIds()
    expect([65_533, 65_534, 65_535, 1, 2, 5].map((id) => ids.next(id))).toEqual([
      { sequence: 0, lost: 0 },
      { sequence: 1, lost: 0 },
      { sequence: 2, lost: 0 },
      { sequence: 3, lost: 0 },
      { sequence: 4, lost: 0 },
      { sequence: 7, lost: 2 },
    ])
  })

  it('go on when the camera begins its count anew, or counts in 64 bits', () => {
    const ids = new FrameIds()
    expect([7_000_000_000, 7_000_000_002, 1, 2].map((id) => ids.next(id).sequence)).toEqual([0, 2, 3, 4])
    const other = new FrameIds()
    expect([100, 40].map((id) => other.next(id))).toEqual([
      { sequence: 0, lost: 0 },
      { sequence: 1, lost: 0 },
    ])
  })
})

describe('the queue of a socket', () => {
  const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 2111: 0100007F:AAA6 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 39196 2 000000008acf6a77 0
11259: 0100007F:CE62 00000000:0000 07 00000000:00034F40 00:00000000 00000000     0        0 39197 2 00000000c1fc2f52 397
`
  it('is read from the table of the kernel', () => {
    expect(parseQueuedBytes(table, 0xce62)).toBe(0x34f40)
    expect(parseQueuedBytes(table, 0xaaa6)).toBe(0)
    expect(parseQueuedBytes(table, 1)).toBeNull()
  })
})
