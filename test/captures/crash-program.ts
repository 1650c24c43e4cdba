/**
 * Takes captures until it kills itself: at a random moment after its third capture or so has entered the stage that it is
 * told. Says on standard output, at once, what it enters and what is acknowledged.
 * Arguments: folder, stage, prefix of the keys.
 */
import { writeSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { loadConfig } from '../../runtime/config.ts'
import type { CaptureStage } from '../../runtime/device/captures.ts'
import { openDevice } from '../../runtime/device/open-device.ts'
import { request } from './request.ts'

const [folder = '', stage = '', prefix = ''] = process.argv.slice(2)
/** Longer than the stage mostly lasts, so that its end is hit as well. */
const LONGEST_MS: Record<CaptureStage, number> = {
  queued: 0,
  starting: 0,
  waiting_for_frame: 60,
  encoding: 25,
  saving: 12,
  completed: 3,
}

const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)
// A thread of its own, so that the moment can lie inside anything that the main thread does.
const armed = new Int32Array(new SharedArrayBuffer(4))
const killer = new Worker(
  `const { workerData: { armed, delayMs } } = require('node:worker_threads')
   Atomics.wait(armed, 0, 0)
   const until = performance.now() + delayMs
   while (performance.now() < until);
   process.kill(process.pid, 'SIGKILL')`,
  { eval: true, workerData: { armed, delayMs: Math.random() * LONGEST_MS[stage as CaptureStage] } },
)
await new Promise((resolve) => killer.once('online', resolve))

const device = await openDevice(
  loadConfig(
    {
      JWT_SECRET: 'a secret that only this program uses, never checked',
      CAMERA_SOURCE: 'simulated',
      CAMERA_WIDTH: '1280',
      CAMERA_HEIGHT: '720',
      CAMERA_WARMUP_FRAMES: '0',
      CAPTURE_DIR: folder,
      LOG_FILE: '',
      LOG_LEVEL: 'CRITICAL',
    },
    folder,
  ),
)
const last = Math.floor(Math.random() * 3)
for (let count = 0; ; count++) {
  const key = `${prefix}-${count}`
  const format = count % 2 === 0 ? 'JPEG' : 'NATIVE'
  say({ begun: key, format })
  const take = () =>
    device.captures.take(request({ sample_no: 'CRASH', idempotency_key: key, format }), (progress) => {
      say({ stage: progress.stage })
      if (count < last || progress.stage !== stage) return
      if (stage === 'starting') process.kill(process.pid, 'SIGKILL')
      Atomics.store(armed, 0, 1)
      Atomics.notify(armed, 0)
    })
  // The camera may not be open yet.
  for (let data: object | undefined; data === undefined; ) {
    data = await take().catch((error) => {
      if (error.code !== 'CAMERA_NOT_INITIALIZED') throw error
      return new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 10))
    })
    if (data !== undefined) say({ acknowledged: key, data })
  }
  // Leaves the moment after an answer its time, too.
  await new Promise((resolve) => setTimeout(resolve, LONGEST_MS.completed))
}
