/** Captures that wait for their turn: in order, fresh from their own turn on, and refused when the queue is full. */
import { expect, it } from 'vitest'
import type { CaptureProgress } from '../../runtime/device/captures.ts'
import { fakeCamera, rig } from './rig.ts'

it('gives a capture that waited a frame exposed after its own turn began', async () => {
  const asked: number[] = []
  const given: number[] = []
  const camera = fakeCamera()
  const { take } = await rig(undefined, {
    camera: {
      ...camera,
      async frame(wanted) {
        asked.push(wanted.notBeforeMs)
        const frame = await camera.frame(wanted)
        given.push(frame.exposedAtMs)
        return frame
      },
    },
  })
  const progress: CaptureProgress[] = []
  const [first, second] = await Promise.all([
    take({ sample_no: 'FIRST', requested_by: 'one' }, (each) => progress.push(each)),
    take({ sample_no: 'SECOND', requested_by: 'two' }, (each) => progress.push(each)),
  ])
  // The plate of the first may lie under the camera until its picture is taken.
  expect(asked[1]).toBeGreaterThan(given[0] as number)
  for (const { freshness } of [first, second]) expect(freshness.frame_age_ms).toBeLessThanOrEqual(0)
  const ofSecond = progress.filter(({ sample_no }) => sample_no === 'SECOND')
  expect(ofSecond.map(({ stage }) => stage).slice(0, 2)).toEqual(['queued', 'starting'])
  expect(new Set(ofSecond.map(({ requested_by }) => requested_by))).toEqual(new Set(['two']))
  expect(progress.filter(({ sample_no }) => sample_no === 'FIRST')[0]?.stage).toBe('starting')
})

it('takes every capture in the order of its arrival, and refuses the one that finds no place', async () => {
  const { take } = await rig(undefined, { queuePlaces: 2 })
  const ended: string[] = []
  const takeNoted = (sample_no: string) => take({ sample_no }).then(() => ended.push(sample_no))
  const waiting = ['A', 'B', 'C'].map(takeNoted)
  await expect(takeNoted('D')).rejects.toMatchObject({ code: 'CAPTURE_IN_PROGRESS', retryAfterS: 1 })
  await Promise.all(waiting)
  expect(ended).toEqual(['A', 'B', 'C'])
})
