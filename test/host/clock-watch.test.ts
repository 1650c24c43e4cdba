import { expect, it, onTestFinished } from 'vitest'
import { type ClockStep, watchClock } from '../../runtime/host/clock-watch.ts'

function watched() {
  let shiftMs = 0
  const steps: ClockStep[] = []
  const watch = watchClock(
    (step) => steps.push(step),
    () => Date.now() + shiftMs,
  )
  onTestFinished(() => watch.close())
  return { watch, steps, shift: (ms: number) => (shiftMs += ms) }
}

it.each([
  ['forward by days', 40 * 86_400_000],
  ['back by two hours', -7_200_000],
  ['forward by a second', 1_000],
])('notices a step %s, once, with its two readings', (_, ms) => {
  const { watch, steps, shift } = watched()
  expect(watch.status().last_step).toBeNull()
  shift(ms)
  const { last_step } = watch.status()
  watch.status()
  expect(steps).toEqual([last_step])
  const moved = Date.parse(last_step?.to ?? '') - Date.parse(last_step?.from ?? '')
  expect(Math.abs(moved - ms)).toBeLessThan(100)
})

it('does not report a gradual correction as a step', () => {
  const { watch, steps, shift } = watched()
  for (let second = 0; second < 20; second++) {
    shift(1)
    watch.status()
  }
  expect(steps).toEqual([])
})

it('survives a clock that has no valid date', () => {
  const { watch, steps, shift } = watched()
  shift(9e15)
  watch.status()
  expect(steps).toHaveLength(1)
})
