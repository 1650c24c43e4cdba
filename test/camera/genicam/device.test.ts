/** The GenICam driver against a simulated GigE Vision camera whose clock cannot be read. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { discover, type GenicamOptions, genicamDriver } from '../../../runtime/camera/genicam/driver.ts'
import { toInterleaved } from '../../../runtime/camera/pixels.ts'
import type { CameraSession } from '../../../runtime/camera/port.ts'
import { superviseCamera } from '../../../runtime/camera/supervision/supervise.ts'
import { monotonicMs } from '../../../runtime/clock.ts'
import { driverContract } from '../contract.ts'
import { readerPids } from '../reader-pids.ts'
import { drawnNumber, FAKE_ADDRESS, type FakeCamera, startFakeCamera } from './fake-camera.ts'

const SERIAL = 'VCS01'
// Large packets: the simulated camera sends a frame in one burst, and a slow machine loses none of few packets.
const GREY: GenicamOptions = {
  device: SERIAL,
  width: 512,
  height: 384,
  fps: 25,
  pixelFormat: 'GREY',
  packetSizeBytes: 8_000,
}
const soon = () => AbortSignal.timeout(20_000)
const open = (options: Partial<GenicamOptions> = {}) => genicamDriver({ ...GREY, ...options }).open(soon())
const frameOf = (session: CameraSession, notBeforeMs = monotonicMs()) =>
  session.frame({ notBeforeMs, signal: soon() })

let fake: FakeCamera

describe('the contract', () => {
  beforeAll(async () => {
    fake = await startFakeCamera(SERIAL)
  })
  driverContract({
    name: 'genicam',
    driver: () => genicamDriver(GREY),
    takeAway: () => fake.kill(),
    after: () => fake.kill(),
  })
})

describe('a camera that is there', () => {
  let session: CameraSession
  beforeAll(async () => {
    fake = await startFakeCamera(SERIAL)
  })
  afterAll(() => fake.kill())
  afterEach(() => session?.close())

  it('is discovered', async () => {
    expect(await discover()).toContainEqual({
      id: `Aravis-Fake-${SERIAL}`,
      vendor: 'Aravis',
      model: 'Fake',
      serial: SERIAL,
      address: FAKE_ADDRESS,
      protocol: 'GigEVision',
    })
  })

  it.each([
    ['by serial', SERIAL],
    ['by address', FAKE_ADDRESS],
    ['by name', 'Aravis Fake'],
    ['as the first', ''],
  ])('is opened %s, and grants what it has', async (_, device) => {
    session = await open({ device, width: 100_000, fps: 20 })
    expect(session.granted).toEqual({
      width: 2048,
      height: 384,
      fps: 20,
      pixelFormat: 'GREY',
      deviceName: 'Aravis Fake',
      stableName: `genicam:${SERIAL}`,
    })
  })

  it('is held by one program at a time, and says so to a second', async () => {
    session = await open()
    const second = await open().catch((error) => error)
    expect(second).toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
      message: expect.stringMatching(/Another program holds/),
    })
  })

  it('delivers 100 pictures, each exposed after its request, with the bytes of its own sequence number', async () => {
    // The simulated camera holds no picture back: each would wait for the assumed half second.
    session = await open({ latencyMs: 20 })
    let offset: number | undefined
    for (let count = 0; count < 100; count++) {
      await delay(Math.random() * 100)
      const askedAtMs = monotonicMs()
      const frame = await frameOf(session, askedAtMs)
      expect(frame.exposedAtMs).toBeGreaterThanOrEqual(askedAtMs)
      expect(frame.exposedAtMs).toBeLessThan(monotonicMs())
      expect(frame.clock).toBe('arrival')
      const difference = (drawnNumber(frame.data) - (frame.sequence % 255) + 255) % 255
      offset ??= difference
      expect(difference).toBe(offset)
    }
  })

  it('delivers no frame that queued while the reader was stopped', async () => {
    session = await open()
    const before = await frameOf(session)
    const [pid] = readerPids() as [number]
    process.kill(pid, 'SIGSTOP')
    // Less than the camera's heartbeat allows: it would free itself from a reader that is silent for 3 s.
    await delay(1_200)
    const fresh = frameOf(session)
    process.kill(pid, 'SIGCONT')
    // 30 frames were sent meanwhile, of which the kernel's queue holds the oldest 8 or so.
    expect((await fresh).sequence - before.sequence).toBeGreaterThan(15)
  })

  it('converts a mosaic to colour by default', async () => {
    const { pixelFormat: _, ...anyFormat } = GREY
    session = await genicamDriver(anyFormat).open(soon())
    const frame = await frameOf(session)
    expect(frame.pixelFormat).toBe('RGB24')
    expect(toInterleaved(frame).length).toBe(512 * 384 * 3)
  })

  it('refuses a format that the camera does not have, and lists its own', async () => {
    await expect(open({ pixelFormat: 'NV12' })).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
      message: expect.stringMatching(/no pixel format that gives NV12: it has .*Mono8/),
    })
  })

  it('has exposure and gain set and read back', async () => {
    session = await open()
    expect(await session.controls?.set('exposure_us', 20_000)).toMatchObject({ value: 20_000, active: true })
    expect(await session.controls?.set('gain', 2)).toMatchObject({ value: 2, label: 'GainRaw' })
    const list = await session.controls?.list()
    expect(list?.map(({ name, value }) => [name, value])).toEqual([
      ['exposure_us', 20_000],
      ['gain', 2],
    ])
    await session.close()
    session = await open()
    expect((await session.controls?.list())?.map(({ value }) => value)).toEqual([20_000, 2])
  })

  it('refuses a value out of range and a control it does not have', async () => {
    session = await open()
    const { controls } = session
    await expect(controls?.set('gain', 11)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'gain goes from 0 to 10, not 11.',
    })
    await expect(controls?.set('zoom', 1)).rejects.toThrow('no control zoom; it has exposure_us, gain.')
    expect(await controls?.set('gain', 0)).toMatchObject({ value: 0 })
  })

  it('ends the session when the reader is killed, and says how it ended', async () => {
    session = await open()
    const waiting = expect(frameOf(session, monotonicMs() + 60_000)).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
    })
    process.kill((readerPids() as [number])[0], 'SIGKILL')
    await waiting
    expect((await session.ended).message).toMatch(/reader process ended by itself \(SIGKILL\)/)
  })

  it('leaves no process behind', async () => {
    expect(readerPids()).toEqual([])
  })
})

describe('a camera that loses packets', () => {
  afterEach(() => fake.kill())

  it('has its torn frames refused and counted', async () => {
    fake = await startFakeCamera(SERIAL, 10)
    const session = await open()
    for (let count = 0; count < 10; count++) expect((await frameOf(session)).data.length).toBe(512 * 384)
    await delay(500)
    await session.close()
    expect(session.counters.torn).toBeGreaterThan(0)
    expect(session.counters.torn).toBeLessThan(session.counters.frames)
  })
})

describe('a camera that goes and comes', () => {
  const camera = superviseCamera(genicamDriver(GREY), {
    warmupFrames: 2,
    controls: { exposure_us: 15_000 },
  })
  beforeEach(async () => {
    fake = await startFakeCamera(SERIAL)
  })
  afterAll(async () => {
    await camera.close()
    await fake.kill()
  })

  it('delivers pictures again after it was killed and restarted, with its controls set again', async () => {
    camera.start()
    await expect.poll(() => camera.status().state, { timeout: 20_000 }).toBe('streaming')
    await camera.frame({ notBeforeMs: monotonicMs(), signal: soon() })
    await fake.kill()
    await expect
      .poll(() => camera.status().errorMessage, { timeout: 10_000 })
      .toMatch(/no longer answers|Control of/)
    await expect(camera.frame({ notBeforeMs: monotonicMs(), signal: soon() })).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
    })
    fake = await startFakeCamera(SERIAL)
    const backAtMs = monotonicMs()
    await expect.poll(() => camera.status().state, { timeout: 20_000, interval: 20 }).toBe('streaming')
    await camera.frame({ notBeforeMs: monotonicMs(), signal: soon() })
    console.info(`a picture ${Math.round(monotonicMs() - backAtMs)} ms after the camera's return`)
    expect(await camera.controls().list()).toContainEqual(
      expect.objectContaining({ name: 'exposure_us', value: 15_000 }),
    )
    expect(camera.status()).toMatchObject({ reopened: 1, drift: [] })
  })
})

describe('no camera', () => {
  it('is reported with the name that was searched for', async () => {
    await expect(open()).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
      message: expect.stringContaining(`"${SERIAL}" was found`),
    })
    await expect(open({ device: '127.0.0.9' })).rejects.toMatchObject({
      message: expect.stringContaining('answers at 127.0.0.9'),
    })
  })
})
