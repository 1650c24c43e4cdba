/**
 * Cameras that something outside this project produces: real ffmpeg, as a child process and over HTTP. Each frame carries its
 * number in blocks of black and white that ffmpeg draws; frame N of a live source begins N intervals after the first.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type SupervisedCamera, superviseCamera } from '../../runtime/camera/camera.ts'
import { openDriver } from '../../runtime/camera/drivers.ts'
import { wholeJpeg } from '../../runtime/camera/jpeg.ts'
import type { Frame } from '../../runtime/camera/port.ts'
import { monotonicMs } from '../../runtime/clock.ts'

const FPS = 25
const BLOCK_PX = 20
const BITS = 16
/** ffmpeg holds a frame or two while it filters and encodes. */
const LATENCY_MS = 120
/** -re paces a frame some milliseconds early or late, and the tests' machine schedules both programs. */
const PACING_MS = 60

const source = `-re -f lavfi -i 'color=black:s=320x240:r=${FPS},format=gray,geq=lum=if(lt(Y\\,${BLOCK_PX})*lt(X\\,${BLOCK_PX * BITS})*mod(floor(N/pow(2\\,floor(X/${BLOCK_PX})))\\,2)\\,255\\,0)' -pix_fmt yuvj420p -c:v mjpeg -q:v 3 -flush_packets 1`
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
    { fps: FPS, warmupFrames: 2, controls: {} },
  )
  camera.start()
  await expect.poll(() => camera?.status().state, { timeout: 15_000 }).toBe('streaming')
  return camera
}
const frame = () =>
  (camera as SupervisedCamera).frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(15_000) })

/** The frame's number, from its pixels. */
async function numberIn({ data }: Frame): Promise<number> {
  expect(wholeJpeg(data)).not.toBeNull()
  const { data: grey, info } = await sharp(data).greyscale().raw().toBuffer({ resolveWithObject: true })
  let number = 0
  for (let bit = 0; bit < BITS; bit++) {
    if ((grey[(BLOCK_PX / 2) * info.width + bit * BLOCK_PX + BLOCK_PX / 2] as number) > 127)
      number |= 1 << bit
  }
  return number
}

/** When frame 0 was made, as the least delayed of many arrivals says. */
async function startOf(frames: number): Promise<number> {
  let earliest = Number.POSITIVE_INFINITY
  for (let count = 0; count < frames; count++) {
    const taken = await frame()
    earliest = Math.min(earliest, monotonicMs() - ((await numberIn(taken)) * 1000) / FPS)
  }
  return earliest
}

async function freshAfterGaps(): Promise<void> {
  const startedAtMs = await startOf(15)
  for (let count = 0; count < 20; count++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 600))
    const askedAtMs = monotonicMs()
    const madeAtMs = startedAtMs + ((await numberIn(await frame())) * 1000) / FPS
    expect(madeAtMs).toBeGreaterThan(askedAtMs - PACING_MS)
  }
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
  it('gives frames made after they were asked for, after any gap', async () => {
    await open(`command:${FFMPEG}`)
    await freshAfterGaps()
    expect(camera?.status().granted).toMatchObject({ width: 320, height: 240, pixelFormat: 'MJPEG' })
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
    expect((await frame()).width).toBe(320)
  }, 60_000)

  it('says in its own words why it cannot start', async () => {
    camera = superviseCamera(
      openDriver('command:ffmpeg -hide_banner -loglevel error -i /no/such/file -f mjpeg -', {
        width: 1,
        height: 1,
        fps: 1,
      }),
      { fps: 1, warmupFrames: 0, controls: {} },
    )
    camera.start()
    await expect
      .poll(() => camera?.status().errorMessage, { timeout: 10_000 })
      .toMatch(/^ffmpeg ended with status \d+: .*No such file or directory$/)
  })
})

describe('ffmpeg over HTTP', () => {
  it('gives frames made after they were asked for, after any gap', async () => {
    await open(await networkCamera())
    await freshAfterGaps()
  }, 90_000)
})
