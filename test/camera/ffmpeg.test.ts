/**
 * Cameras that something outside this project produces: real ffmpeg, as a child process and over HTTP. Each frame carries the
 * time when it was made, in blocks of black and white that ffmpeg draws.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openDriver } from '../../runtime/camera/drivers.ts'
import { wholeJpeg } from '../../runtime/camera/jpeg/structure.ts'
import { type SupervisedCamera, superviseCamera } from '../../runtime/camera/supervision/supervise.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { picturesAfterStop } from './after-stop.ts'

const FPS = 25
const BLOCK_PX = 16
const BITS = 31
/** ffmpeg holds a frame or two while it draws, encodes and writes. */
const LATENCY_MS = 120

/** Milliseconds of the wall clock when a frame left the source, as its timestamp; then that number's bits, drawn across the picture. */
const clock = `settb=1/1000,setpts=mod(time(0)*1000\\,${2 ** BITS})`
const bits = `geq=lum=255*mod(floor(floor(T*1000+0.5)/pow(2\\,floor(X/${BLOCK_PX})))\\,2)`
const source = `-re -f lavfi -i 'color=black:s=${BLOCK_PX * BITS}x32:r=${FPS},format=gray,${clock},${bits}' -fps_mode passthrough -enc_time_base 1/1000 -pix_fmt yuvj420p -c:v mjpeg -threads 1 -q:v 3 -flush_packets 1`
const FFMPEG = `ffmpeg -hide_banner -loglevel error ${source} -f mjpeg -`

beforeAll(() => {
  if (spawnSync('ffmpeg', ['-version']).status !== 0)
    throw new Error('test:ffmpeg needs the package ffmpeg: apt-get install ffmpeg')
})

let camera: SupervisedCamera | undefined
const servers: { close(): void }[] = []
afterEach(async () => {
  await camera?.close()
  for (const server of servers.splice(0)) server.close()
})

const open = async (cameraSource: string) => {
  camera = superviseCamera(
    openDriver(cameraSource, { width: 320, height: 240, fps: FPS, latencyMs: LATENCY_MS }),
    { warmupFrames: 2, controls: {} },
  )
  camera.start()
  await expect.poll(() => camera?.status().state, { timeout: 15_000 }).toBe('streaming')
  return camera
}
const frame = () =>
  (camera as SupervisedCamera).frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(15_000) })

/** When the frame was made (Unix time), from its pixels. */
async function madeAtUnixMs(jpeg: Buffer): Promise<number> {
  expect(wholeJpeg(jpeg)).not.toBeNull()
  const { data: grey, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true })
  let milliseconds = 0
  for (let bit = 0; bit < BITS; bit++) {
    const at = (info.height / 2) * info.width + (bit + 0.5) * BLOCK_PX
    if ((grey[at] as number) > 127) milliseconds += 2 ** bit
  }
  return Math.floor(Date.now() / 2 ** BITS) * 2 ** BITS + milliseconds
}

async function freshAfterGaps(): Promise<void> {
  for (let count = 0; count < 25; count++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 600))
    const askedAtUnixMs = Date.now()
    expect(await madeAtUnixMs((await frame()).data)).toBeGreaterThanOrEqual(askedAtUnixMs)
  }
}

async function freshAfterStop(cameraSource: string): Promise<void> {
  for (const { askedAtUnixMs, jpeg } of await picturesAfterStop(cameraSource, FPS, LATENCY_MS))
    expect(await madeAtUnixMs(jpeg)).toBeGreaterThanOrEqual(askedAtUnixMs)
}

/** ffmpeg's own multipart stream (-f mpjpeg), passed on to every client as it comes. */
async function networkCamera(): Promise<string> {
  const program = spawn(
    'sh',
    ['-c', `exec ffmpeg -hide_banner -loglevel error ${source} -f mpjpeg -boundary_tag ffmpeg -`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=ffmpeg' })
    program.stdout?.pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push({
    close() {
      program.kill('SIGKILL')
      server.closeAllConnections()
      server.close()
    },
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

describe('ffmpeg as a command: camera', () => {
  it('delivers frames that were made after their request, after any pause', async () => {
    await open(`command:${FFMPEG}`)
    await freshAfterGaps()
    expect(camera?.status().granted).toMatchObject({
      width: BLOCK_PX * BITS,
      height: 32,
      pixelFormat: 'MJPEG',
    })
  }, 90_000)

  it('is noticed at once when it is killed in mid capture, and is back within 2 s', async () => {
    await open(`command:${FFMPEG}`)
    const waiting = frame()
    const rejected = expect(waiting).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
      message: expect.stringContaining('SIGKILL'),
    })
    execFileSync('pkill', ['-KILL', '-P', String(process.pid), 'ffmpeg'])
    await rejected
    const killedAtMs = monotonicMs()
    await expect.poll(() => camera?.status().state, { timeout: 10_000, interval: 20 }).toBe('streaming')
    expect(monotonicMs() - killedAtMs).toBeLessThan(5_000)
    expect((await frame()).width).toBe(BLOCK_PX * BITS)
  }, 60_000)

  it('delivers a fresh frame first after the reader was stopped for 3 s', async () => {
    await freshAfterStop(`command:${FFMPEG}`)
  }, 60_000)

  it('says in its own words why it cannot start', async () => {
    camera = superviseCamera(
      openDriver('command:ffmpeg -hide_banner -loglevel error -i /no/such/file -f mjpeg -', {
        width: 1,
        height: 1,
        fps: 1,
      }),
      { warmupFrames: 0, controls: {} },
    )
    camera.start()
    await expect
      .poll(() => camera?.status().errorMessage, { timeout: 10_000 })
      .toMatch(/^ffmpeg ended with status \d+: .*No such file or directory$/)
  })
})

describe('ffmpeg over HTTP', () => {
  it('delivers frames that were made after their request, after any pause', async () => {
    await open(await networkCamera())
    await freshAfterGaps()
  }, 90_000)
  it('delivers a fresh frame first after the reader was stopped for 3 s', async () => {
    await freshAfterStop(await networkCamera())
  }, 60_000)
})
