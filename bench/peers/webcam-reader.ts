/**
 * `node webcam-reader.ts READER WANTED NODE SECONDS`, in the machine of bench/v4l2.ts: reads a USB webcam and prints, as JSON, the
 * processor's time a second of streaming (with all child processes) and how old a picture was when it was in JavaScript's hands, by the
 * clock in it. READER: `driver` or `ffmpeg`. WANTED: `all` frames, or one each `second`.
 */
import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { JpegScanner } from '../../runtime/camera/jpeg/scanner.ts'
import { v4l2Driver } from '../../runtime/camera/v4l2/driver.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { pictureTime } from '../../test/camera/picture-time.ts'
import { cpuSeconds } from '../process-figures.ts'
import { median } from '../report.ts'

const SIZE = { width: 640, height: 480, fps: 30 }
/** Decoding takes this machine long: some of the pictures tell enough. */
const DATED_PICTURES = 40
/** Every frame is taken meanwhile, whatever is wanted later: a service has run for days, its code is compiled. */
const SETTLE_MS = 6_000
/** Not a multiple of the frames' interval, so that the pause ends at any moment between two. */
const WANTED_EACH_MS = 987

const [reader, wanted, node = '', seconds] = process.argv.slice(2)
const arrived: { bytes: Buffer; atMs: number }[] = []
let measuring = false
const take = (bytes: Buffer) => {
  if (measuring) arrived.push({ bytes, atMs: monotonicMs() })
}
const pause = async () => {
  if (measuring && wanted === 'second') await delay(WANTED_EACH_MS)
}

/** Resolves with the next frame. */
let next: () => Promise<Buffer>
if (reader === 'ffmpeg') {
  const input = `-f v4l2 -input_format mjpeg -framerate ${SIZE.fps} -video_size ${SIZE.width}x${SIZE.height} -i ${node}`
  const args = `-v error -fflags nobuffer ${input} -c copy -flush_packets 1 -f mjpeg -`.split(' ')
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let waiting: ((bytes: Buffer) => void) | undefined
  const scanner = new JpegScanner<undefined>(
    (frame) => {
      waiting?.(frame.bytes())
      waiting = undefined
    },
    () => {},
  )
  ffmpeg.stdout.on('data', (chunk: Buffer) => scanner.feed(chunk, undefined))
  next = () =>
    new Promise((resolve) => {
      waiting = resolve
    })
} else {
  const signal = AbortSignal.timeout(600_000)
  const session = await v4l2Driver({ path: node, ...SIZE }).open(signal)
  next = async () => (await session.frame({ notBeforeMs: Number.NEGATIVE_INFINITY, signal })).data
}
void (async () => {
  for (;;) {
    take(await next())
    await pause()
  }
})()
await delay(SETTLE_MS)
measuring = true
const before = { cpu: cpuSeconds(process.pid), atMs: monotonicMs() }
await delay(Number(seconds) * 1000)
measuring = false
const cpuPercent = ((cpuSeconds(process.pid) - before.cpu) / (monotonicMs() - before.atMs)) * 100_000
const step = Math.max(1, Math.floor(arrived.length / DATED_PICTURES))
const ages: number[] = []
for (const { bytes, atMs } of arrived.filter((_, index) => index % step === 0))
  ages.push(atMs - (await pictureTime(bytes)).exposedAtMs)
process.stdout.write(JSON.stringify({ cpuPercent, ageMs: ages.length > 0 ? median(ages) : null }))
process.exit(0)
