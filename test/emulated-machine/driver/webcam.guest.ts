/** The V4L2 driver on USB webcams, through the kernel's own uvcvideo. Runs in the machine, where test/emulated-machine/webcam/main.ts plays the cameras. */
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wholeJpeg } from '../../../runtime/camera/jpeg/structure.ts'
import type { CameraSession } from '../../../runtime/camera/port.ts'
import { type V4l2Options, v4l2Driver } from '../../../runtime/camera/v4l2/driver.ts'
import { webcamDriver } from '../../../runtime/camera/webcam/driver.ts'
import { monotonicMs } from '../../../runtime/clock.ts'
import { driverContract } from '../../camera/contract.ts'
import { pictureTime } from '../../camera/picture-time.ts'
import { readerPids } from '../../camera/reader-pids.ts'
import { connectWebcams, type Tell } from '../webcam/tell.ts'
import { WEBCAM_PORT } from '../webcam/webcams.ts'
import { freshFrame, nodeOf, runningCamera } from './running-camera.ts'

/** Its exposure takes 15.6 ms and its processor nothing; the bound that is assumed of a camera makes each picture half a second later. */
const FRONT = { path: 'serial=PLATE-0001', width: 640, height: 480, fps: 30, latencyMs: 70 }
/** A parameter of the kernel's module, which holds for streams that are opened from now on. */
const UVC_CLOCK = '/sys/module/uvcvideo/parameters/clock'
const soon = () => AbortSignal.timeout(30_000)
const open = (options: Partial<V4l2Options> = {}) => v4l2Driver({ ...FRONT, ...options }).open(soon())
const frameOf = (session: CameraSession) => session.frame({ notBeforeMs: monotonicMs(), signal: soon() })
const running = (options: Partial<V4l2Options> = {}, controls: Record<string, number> = {}) =>
  runningCamera(v4l2Driver({ ...FRONT, ...options }), controls)

let tell: Tell
beforeAll(async () => {
  tell = await connectWebcams(WEBCAM_PORT)
})

/** Plugs a camera in and waits for its node, which the kernel makes a little later. */
async function plug(camera: string): Promise<string> {
  await tell(`plug ${camera}`)
  for (let tries = 0; tries < 100; tries++) {
    const node = nodeOf(camera)
    if (node !== undefined) return node
    await delay(100)
  }
  throw new Error(`the kernel made no node for ${camera}`)
}

/** The kernel then knows nothing of the camera's controls: what it has read once, it answers itself. */
async function plugAnew(): Promise<void> {
  await tell('unplug front')
  await plug('front')
}

driverContract({
  name: 'v4l2 on a USB webcam',
  driver: () => v4l2Driver(FRONT),
  clockInPicture: true,
  slow: true,
  takeAway: async () => void (await tell('unplug front')),
  after: async () => void (await plug('front')),
})

describe('a USB webcam', () => {
  let session: CameraSession | undefined
  afterEach(() => session?.close())
  afterAll(() => tell('fault front none'))

  it('grants the nearest format, and is identified by its serial number', async () => {
    session = await open({ width: 1280, height: 720, fps: 60 })
    expect(session.granted).toMatchObject({
      width: 1280,
      height: 720,
      pixelFormat: 'MJPEG',
      deviceName: 'Software webcam front',
      stableName: 'v4l2:serial=PLATE-0001',
    })
    expect(session.granted.fps).toBeLessThanOrEqual(30)
  })

  it('delivers raw frames on request', async () => {
    session = await open({ width: 320, height: 240, pixelFormat: 'YUYV' })
    const frame = await frameOf(session)
    expect(frame.data.length).toBe(320 * 240 * 2)
  })

  it('says from the kernel when each picture was exposed: never later than it was', async () => {
    session = await open()
    for (let count = 0; count < 10; count++) {
      const frame = await frameOf(session)
      expect(frame.clock).toBe('kernel')
      expect((await pictureTime(frame.data)).exposedAtMs).toBeGreaterThanOrEqual(
        Math.floor(frame.exposedAtMs),
      )
    }
  })

  it('delivers no torn picture, and whole ones as soon as they arrive', async () => {
    session = await open()
    // More than it takes until a frame is proved to be fresh.
    await tell('fault front truncated 40')
    for (let count = 0; count < 5; count++) expect(wholeJpeg((await frameOf(session)).data)).not.toBeNull()
    await delay(1_000)
    expect(session.counters.torn).toBeGreaterThanOrEqual(1)
  })

  it.each(['padded', 'without-huffman-tables'])('makes whole pictures of %s ones', async (fault) => {
    session = await open()
    await tell(`fault front ${fault} always`)
    await delay(500)
    const { data } = await frameOf(session)
    await tell('fault front none')
    expect(wholeJpeg(data)?.data.length).toBe(data.length)
    expect((await pictureTime(data)).exposedAtMs).toBeGreaterThan(0)
  })

  it('counts the frames that the kernel dropped because of a failing cable', async () => {
    session = await open()
    await frameOf(session)
    await tell('fault front error-payload 5')
    await delay(1_500)
    await frameOf(session)
    await delay(300)
    expect(session.counters.dropped).toBeGreaterThanOrEqual(3)
  })

  it('is found again under another number after it was pulled out while a program held its old one', async () => {
    const path = nodeOf('front') as string
    await using camera = running({ path })
    let held: number | undefined
    try {
      await freshFrame(camera)
      held = openSync(path, 'r')
      await tell('unplug front')
      await expect(
        camera.frame({ notBeforeMs: monotonicMs() + 60_000, signal: soon() }),
      ).rejects.toMatchObject({ code: 'CAMERA_NOT_AVAILABLE', message: expect.stringContaining('plug') })
      const other = await plug('front')
      expect(other).not.toBe(path)
      const frame = await freshFrame(camera)
      expect((await pictureTime(frame.data)).exposedAtMs).toBeGreaterThanOrEqual(
        Math.floor(frame.exposedAtMs),
      )
      expect(camera.status().granted?.deviceName).toBe('Software webcam front')
    } finally {
      if (held !== undefined) closeSync(held)
    }
  })

  it('is opened again when it hangs', async () => {
    await using camera = running()
    try {
      await freshFrame(camera)
      await tell('hang front')
      await delay(3_000)
      expect(camera.status().state).not.toBe('streaming')
      await tell('resume front')
      expect((await freshFrame(camera)).clock).toBe('kernel')
    } finally {
      await tell('resume front').catch(() => {})
    }
  })

  it('sets a control that an automatic mode rules, and reports a change by another program', async () => {
    await using camera = running({}, { exposure_us: 20_000, brightness: 5 })
    await freshFrame(camera)
    const list = await camera.controls().list()
    expect(list.find(({ name }) => name === 'exposure_us')).toMatchObject({ value: 20_000, active: true })
    expect(list.find(({ name }) => name === 'auto_exposure')?.value).toBe(1)
    await expect.poll(() => camera.status().drift, { timeout: 30_000 }).toEqual([])
    execFileSync('v4l2-ctl', ['-d', nodeOf('front') as string, '--set-ctrl=brightness=9'])
    await expect
      .poll(() => camera.status().drift, { timeout: 30_000 })
      .toEqual([{ name: 'brightness', wanted: 5, actual: 9 }])
    await camera.controls().set('brightness', 5)
    await expect.poll(() => camera.status().drift, { timeout: 30_000 }).toEqual([])
  })

  it('reports a control that does not answer, and still takes pictures', async () => {
    await plugAnew()
    await tell('stall front brightness')
    await using camera = running({}, { brightness: 5 })
    try {
      await freshFrame(camera)
      expect(camera.status().drift).toMatchObject([{ name: 'brightness', wanted: 5 }])
      await expect(camera.controls().set('brightness', 7)).rejects.toMatchObject({
        code: 'CAMERA_NOT_AVAILABLE',
      })
      expect((await freshFrame(camera)).data.length).toBeGreaterThan(0)
      await tell('unstall front brightness')
      expect(await camera.controls().set('brightness', 7)).toMatchObject({ value: 7 })
      await expect.poll(() => camera.status().drift, { timeout: 30_000 }).toEqual([])
    } finally {
      await tell('unstall front brightness')
    }
  })

  it('delivers pictures at once beside a control that never answers, reports it, and lists the others', async () => {
    await plugAnew()
    await tell('mute front gain')
    await using camera = running()
    try {
      await freshFrame(camera)
      await camera.controls().list()
      await expect.poll(() => camera.status().muteControls, { timeout: 30_000 }).toEqual(['gain'])
      const names = (await camera.controls().list()).map(({ name }) => name)
      expect(names).toEqual(expect.arrayContaining(['brightness', 'exposure_us', 'sharpness']))
      expect(names).not.toContain('gain')
      const setting = camera.controls().set('gain', 1)
      setting.catch(() => {})
      // While the kernel waits for the control, 5 s, pictures go on.
      const first = await Promise.race([
        freshFrame(camera).then(() => 'a picture'),
        setting.catch(() => 'a refusal'),
      ])
      expect(first).toBe('a picture')
      await expect(setting).rejects.toMatchObject({
        code: 'CAMERA_NOT_AVAILABLE',
        message: expect.stringContaining('gain'),
      })
      expect(await camera.controls().set('brightness', 3)).toMatchObject({ value: 3 })
    } finally {
      await tell('unmute front gain')
    }
  })

  it('delivers pictures when no control answers, including the controls named in the settings', async () => {
    await plugAnew()
    await tell('mute front all')
    await using camera = running({}, { brightness: 5 })
    try {
      const frame = await freshFrame(camera)
      expect((await pictureTime(frame.data)).exposedAtMs).toBeGreaterThanOrEqual(
        Math.floor(frame.exposedAtMs),
      )
      expect(camera.status()).toMatchObject({
        state: 'streaming',
        drift: [{ name: 'brightness', wanted: 5 }],
      })
      for (let count = 0; count < 3; count++) await freshFrame(camera)
      await expect.poll(() => camera.status().muteControls, { timeout: 30_000 }).toContain('brightness')
    } finally {
      await tell('unmute front all')
    }
  })

  it('goes on where uvcvideo stamps by the wall clock, and through steps of that clock', async () => {
    writeFileSync(UVC_CLOCK, 'CLOCK_REALTIME')
    session = await open()
    try {
      for (const stepS of [0, 7_200, -7_200, -7_200, 7_200]) {
        execFileSync('date', ['-s', `@${Math.floor(Date.now() / 1000) + stepS}`])
        for (let count = 0; count < 2; count++) {
          const askedAtMs = monotonicMs()
          const frame = await frameOf(session)
          expect(frame.clock).toBe('arrival')
          expect((await pictureTime(frame.data)).exposedAtMs).toBeGreaterThanOrEqual(Math.floor(askedAtMs))
        }
      }
    } finally {
      writeFileSync(UVC_CLOCK, 'CLOCK_MONOTONIC')
    }
  })

  it.each(['SIGKILL', 'SIGSTOP'] as const)('goes on after a %s of its reader', async (signal) => {
    await using camera = running()
    await freshFrame(camera)
    const [pid] = readerPids() as [number]
    process.kill(pid, signal)
    await delay(500)
    const askedAtMs = monotonicMs()
    const frame = await freshFrame(camera)
    expect((await pictureTime(frame.data)).exposedAtMs).toBeGreaterThanOrEqual(Math.floor(askedAtMs))
    expect(readerPids()).not.toContain(pid)
  })

  it('is named with its holder to a second program', async () => {
    session = await open()
    const [pid] = readerPids()
    expect(await open().catch((error) => error)).toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
      message: expect.stringContaining(`(process ${pid})`),
    })
  })
})

describe('single pictures through node-webcam and fswebcam', () => {
  it('are each exposed after their request', async () => {
    const session = await webcamDriver({ device: nodeOf('front'), width: 640, height: 480 }).open(soon())
    try {
      for (let count = 0; count < 3; count++) {
        await delay(Math.random() * 500)
        const askedAtMs = monotonicMs()
        const frame = await frameOf(session)
        expect(frame.exposedAtMs).toBeGreaterThanOrEqual(askedAtMs)
        expect((await pictureTime(frame.data)).exposedAtMs).toBeGreaterThanOrEqual(Math.floor(askedAtMs))
      }
    } finally {
      await session.close()
    }
  })
})
