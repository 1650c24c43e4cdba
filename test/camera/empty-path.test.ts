import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { EmptyPath } from '../../runtime/camera/empty-path.ts'
import { monotonicMs } from '../../runtime/clock.ts'

const FRAME_INTERVAL_MS = 33
let path: EmptyPath
let bytes: NodeJS.Timeout | undefined
afterEach(() => {
  path.stopProbing()
  clearInterval(bytes)
})
const start = () => {
  path = new EmptyPath(FRAME_INTERVAL_MS)
  path.startProbing()
  return path
}

it('takes short pauses between bytes for a path that is being drained, and only a lasting one for an empty path', async () => {
  start()
  bytes = setInterval(() => path.noteBytes(), 3)
  await sleep(300)
  expect(path.knownEmptyAtMs).toBe(Number.NEGATIVE_INFINITY)
  clearInterval(bytes)
  const driedAtMs = monotonicMs()
  await expect.poll(() => path.knownEmptyAtMs, { timeout: 10_000 }).toBeGreaterThan(driedAtMs)
})

it('proves nothing by a time in which the process did not run', async () => {
  start()
  path.noteBytes()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  // Timers that are due run now, before the first poll phase since the standstill.
  await sleep(0)
  expect(path.knownEmptyAtMs).toBe(Number.NEGATIVE_INFINITY)
})
