import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { EmptyPath } from '../../runtime/camera/empty-path.ts'
import { monotonicMs } from '../../runtime/clock.ts'

const FRAME_INTERVAL_MS = 33
let path: EmptyPath
let bytes: NodeJS.Timeout | undefined
afterEach(() => {
  path.stop()
  clearInterval(bytes)
})
const start = () => {
  path = new EmptyPath(FRAME_INTERVAL_MS)
  path.start()
  path.hurry()
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

it('begins anew after a time in which the process did not run', async () => {
  // Seen to be empty, for less than a window.
  do {
    path?.stop()
    start()
    await sleep(4)
  } while (path.knownEmptyAtMs > 0)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
  const resumedAtMs = monotonicMs()
  while (path.knownEmptyAtMs < 0) await new Promise((resolve) => setImmediate(resolve))
  expect(path.knownEmptyAtMs).toBeGreaterThan(resumedAtMs + FRAME_INTERVAL_MS / 3)
})
