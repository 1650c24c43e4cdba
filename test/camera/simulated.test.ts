import { afterEach, describe, expect, it } from 'vitest'
import type { CameraSession } from '../../runtime/camera/port.ts'
import { simulatedDriver } from '../../runtime/camera/simulated/driver.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { driverContract } from './contract.ts'
import { pictureTime } from './picture-time.ts'

const size = { width: 560, height: 420, fps: 30 }

driverContract({
  name: 'simulated',
  driver: () => simulatedDriver(size),
  clockInPicture: true,
  takeAway: async (session) => void (await session.controls?.set('fault_disconnect_ms', 60_000)),
})

describe('the simulated camera', () => {
  let session: CameraSession | undefined
  afterEach(() => session?.close())
  const open = async (controls: Record<string, number> = {}) => {
    session = await simulatedDriver({ ...size, controls }).open(new AbortController().signal)
    return session
  }
  const frame = (from: CameraSession, withinMs = 10_000) =>
    from.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(withinMs) })

  it('paints the moment of exposure that it reports', async () => {
    const taken = await frame(await open())
    expect(await pictureTime(taken.data)).toEqual({
      exposedAtMs: Math.floor(taken.exposedAtMs),
      sequence: taken.sequence,
    })
  })

  it('never returns a frame of a stale queue', async () => {
    const camera = await open({ fault_stale_queue: 4 })
    for (let count = 0; count < 10; count++) {
      const askedAtMs = Math.floor(monotonicMs())
      expect((await pictureTime((await frame(camera)).data)).exposedAtMs).toBeGreaterThanOrEqual(askedAtMs)
    }
  })

  it('never returns a torn frame, and counts it', async () => {
    const camera = await open({ fault_torn_percent: 60 })
    for (let count = 0; count < 10; count++) await pictureTime((await frame(camera)).data)
    expect(camera.counters.torn).toBeGreaterThan(0)
  })

  it('counts lost frames', async () => {
    const camera = await open({ fault_drop_percent: 80 })
    for (let count = 0; count < 5; count++) await frame(camera)
    expect(camera.counters.dropped).toBeGreaterThan(0)
  })

  it('delivers nothing while it hangs, and continues afterwards', async () => {
    const camera = await open()
    await camera.controls?.set('fault_hang_ms', 600_000)
    await expect(frame(camera, 200)).rejects.toMatchObject({ name: 'TimeoutError' })
    const waiting = frame(camera)
    await camera.controls?.set('fault_hang_ms', 0)
    expect((await waiting).data.length).toBeGreaterThan(0)
  })

  it('stays away while it is unplugged', async () => {
    const driver = simulatedDriver(size)
    const first = await driver.open(new AbortController().signal)
    await first.controls?.set('fault_disconnect_ms', 300)
    expect((await first.ended).code).toBe('CAMERA_NOT_AVAILABLE')
    await expect(driver.open(new AbortController().signal)).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
    })
    await new Promise((resolve) => setTimeout(resolve, 350))
    session = await driver.open(new AbortController().signal)
    expect((await frame(session)).data.length).toBeGreaterThan(0)
  })

  it('sets controls within their range only, and names the ones it has', async () => {
    const { controls } = await open()
    expect((await controls?.set('gain', 33))?.value).toBe(33)
    await expect(controls?.set('gain', 101)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    await expect(controls?.set('zoom', 1)).rejects.toThrow(/no control zoom; it has exposure_us/)
  })
})
