import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { startSchedule } from '../../runtime/gateway/functions/schedule.ts'
import type { Handler } from '../../runtime/routes/load.ts'
import { startGateway } from './start.ts'

const fn = (handler: Handler) => ({
  handler,
  name: 'f',
  memoryMb: 1,
  timeoutMs: 5000,
  modulePath: '',
  exportName: '',
  line: 1,
})
const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() }

test('runs never overlap, a failure is logged and the next run comes', async () => {
  let running = 0
  let most = 0
  let runs = 0
  const schedule = startSchedule(
    'tick',
    5,
    fn(async () => {
      running++
      most = Math.max(most, running)
      await delay(20)
      running--
      runs++
      if (runs === 1) throw new Error('first')
    }),
    logger,
  )
  await vi.waitFor(() => expect(runs).toBeGreaterThan(2), 10_000)
  await schedule.stop()
  expect(most).toBe(1)
  expect(running).toBe(0)
  expect(logger.error).toHaveBeenCalledTimes(1)
  const runsAtStop = runs
  await delay(60)
  expect(runs).toBe(runsAtStop)
})

test('a schedule that is triggered while it runs, runs once more afterwards', async () => {
  let runs = 0
  const schedule = startSchedule(
    'tick',
    3_600_000,
    fn(async () => {
      runs++
      await delay(20)
    }),
    logger,
  )
  await Promise.all([schedule.run(), schedule.run(), schedule.run()])
  expect(runs).toBe(2)
  await schedule.stop()
})

test('the gateway takes the interval by the schedule’s name', async () => {
  const gateway = await startGateway({ scheduleIntervalsMs: { tick: 20 } })
  const { seen } = await import('./fixtures/handlers.ts')
  const ticks = () => seen.filter(({ handler }) => handler === 'tick')
  await vi.waitFor(() => expect(ticks().length).toBeGreaterThan(1), 10_000)
  expect(ticks()[0]).toMatchObject({ resource: 'arn:aws:events:local:000000000000:rule/tick' })
  await gateway.close()
})
