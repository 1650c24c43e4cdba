/** A camera that gives nothing but torn frames is a fault that is noticed without a capture, named, and mended by opening it again. */
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ArrivalSession } from '../../runtime/camera/arrival-session.ts'
import type { CameraDriver } from '../../runtime/camera/port.ts'
import { type SupervisedCamera, superviseCamera } from '../../runtime/camera/supervision/supervise.ts'
import { monotonicMs } from '../../runtime/clock.ts'

let whole: Buffer
let withHole: Buffer
let withStrayBytes: Buffer
let camera: SupervisedCamera | undefined

beforeAll(async () => {
  const noise = Buffer.from(Array.from({ length: 320 * 240 * 3 }, (_, i) => (i * 7919 + (i >> 7) * 31) % 251))
  whole = await sharp(noise, { raw: { width: 320, height: 240, channels: 3 } })
    .jpeg()
    .toBuffer()
  const middle = whole.length >> 1
  withHole = Buffer.concat([whole.subarray(0, middle), whole.subarray(middle + 3_060)])
  withStrayBytes = Buffer.concat([whole.subarray(0, -2), Buffer.alloc(3, 0x2a), whole.subarray(-2)])
})
afterEach(() => camera?.close())

/** A stream of `next()` every 30 ms. */
function supervise(next: (opening: number, count: number) => Buffer) {
  let openings = 0
  const driver: CameraDriver = {
    kind: 'stream',
    async open() {
      const opening = openings++
      let count = 0
      const options = { deviceName: 'stream', stableName: 'stream', fps: 30, latencyMs: 1 }
      const timer = setInterval(() => session.feed(next(opening, count++)), 30)
      const session = new ArrivalSession(options, async () => clearInterval(timer))
      await session.opened
      return session
    },
  }
  camera = superviseCamera(driver, { warmupFrames: 1, controls: {} })
  camera.start()
  return { camera, openings: () => openings }
}

const state = () => camera?.status().state

describe('a run of torn frames', () => {
  it.each([['with a hole', () => withHole]])(
    '%s is noticed without a capture, named, and ends when the camera is well again',
    async (_, torn) => {
      let well = false
      const { camera, openings } = supervise((_, count) => (well || count < 3 ? whole : torn()))
      await expect.poll(state, { timeout: 10_000 }).toBe('faulted')
      expect(camera.status().errorMessage).toMatch(/^\d+ of \d+ frames that the camera gave are torn/)
      const refused = camera.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(5_000) })
      await expect(refused).rejects.toMatchObject({ code: 'CAMERA_NOT_AVAILABLE' })
      // Opened again and looked at before it counts as well.
      await expect.poll(openings, { timeout: 10_000 }).toBeGreaterThan(1)
      expect(state()).toBe('faulted')
      well = true
      await expect.poll(state, { timeout: 10_000 }).toBe('streaming')
    },
  )

  it('is not a camera of which half the frames are torn, or of which every frame has stray bytes', async () => {
    const { openings } = supervise((_, count) => (count % 2 === 0 ? withStrayBytes : withHole))
    await expect.poll(state, { timeout: 10_000 }).toBe('streaming')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(state()).toBe('streaming')
    expect(openings()).toBe(1)
  })
})
