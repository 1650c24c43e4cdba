import { beforeEach, describe, expect, it } from 'vitest'
import { Pace } from '../../runtime/camera/pace.ts'

const USUAL_MS = 33
let pace: Pace
let nowMs: number
/** Tells for each frame whether it is trusted, from the pauses before the frames. */
const frames = (...pausesMs: number[]) =>
  pausesMs.map((pauseMs) => {
    nowMs += pauseMs
    return pace.isTrusted(nowMs)
  })
const usual = (count: number) => frames(...Array<number>(count).fill(USUAL_MS))
beforeEach(() => {
  pace = new Pace()
  nowMs = 0
})

describe('the pace of a camera', () => {
  it('is trusted while frames come as usual, with the jitter of a network', () => {
    expect(frames(33, 33, 20, 46, 33, 12, 54, 60, 33)).not.toContain(false)
  })

  it('is not trusted after packets were lost on the way, until the frames that waited have arrived', () => {
    usual(10)
    expect(frames(240, 2, 3, 12, 25, 33, 33)).toEqual([false, false, false, false, false, false, true])
  })

  it('is not trusted after a pause while frames arrive too fast', () => {
    usual(10)
    pace.noteStandstill(nowMs)
    expect(frames(1, 12, 20, 33, 14, 33, 33, 33)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ])
  })

  it('is not trusted after a standstill until the frames that were made meanwhile have come, even at the usual pace', () => {
    usual(10)
    nowMs += 3_000
    pace.noteStandstill(nowMs)
    // 90 frames wait in the sender, which a busy machine hands over one by one.
    const late = frames(1, ...Array<number>(60).fill(25), ...Array<number>(120).fill(12))
    expect(late).not.toContain(true)
    expect(usual(3)).toEqual([false, false, true])
  })

  it('is trusted again 5 s after a standstill whose frames the camera dropped', () => {
    usual(10)
    nowMs += 3_000
    pace.noteStandstill(nowMs)
    expect(usual(200).indexOf(true)).toBe(Math.ceil(5_000 / USUAL_MS) - 1)
  })

  it('is trusted again where the camera became slower for good', () => {
    usual(10)
    expect(frames(1000, 1000, 1000, 1000, 1000)).toEqual([false, false, false, true, true])
  })

  it('is trusted again after 5 s if the camera became faster during a pause', () => {
    frames(1000, 1000, 1000, 1000)
    pace.noteStandstill(nowMs)
    expect(frames(...Array<number>(60).fill(200)).indexOf(true)).toBe(24)
  })
})
