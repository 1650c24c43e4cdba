/** The V4L2 driver on vivid. Runs in the machine. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { toInterleaved } from '../../../runtime/camera/pixels.ts'
import type { CameraSession, Frame, PixelFormat } from '../../../runtime/camera/port.ts'
import { type V4l2Options, v4l2Driver } from '../../../runtime/camera/v4l2/driver.ts'
import { monotonicMs } from '../../../runtime/clock.ts'
import { driverContract } from '../../camera/contract.ts'
import { readerPids } from '../../camera/reader-pids.ts'
import { freshFrame, runningCamera } from './running-camera.ts'

const NODE = '/dev/video0'
const DRIVER_FOLDER = '/sys/bus/platform/drivers/vivid'
/** Two frame intervals, which is what vivid needs; the bound that is assumed of a camera makes each picture half a second later. */
const SMALL = { path: NODE, width: 640, height: 480, fps: 25, latencyMs: 80 }
/** vivid's pattern 0, 75 % colour bars: white, yellow, cyan, green, magenta, red, blue, black. */
const BARS = ['www', 'ww0', '0ww', '0w0', 'w0w', 'w00', '00w', '000'].flatMap((bar) =>
  [...bar].map((channel) => (channel === 'w' ? 191 : 0)),
)
const soon = () => AbortSignal.timeout(30_000)
const open = (options: Partial<V4l2Options> = {}) => v4l2Driver({ ...SMALL, ...options }).open(soon())
const frameOf = (session: CameraSession) => session.frame({ notBeforeMs: monotonicMs(), signal: soon() })
const unplug = () => writeFileSync(`${DRIVER_FOLDER}/unbind`, 'vivid.0')
const replug = () => writeFileSync(`${DRIVER_FOLDER}/bind`, 'vivid.0')
const setControl = (name: string, value: number) =>
  execFileSync('v4l2-ctl', ['-d', NODE, `--set-ctrl=${name}=${value}`])

driverContract({
  name: 'v4l2 on vivid',
  driver: () => v4l2Driver(SMALL),
  slow: true,
  takeAway: async () => unplug(),
  after: async () => replug(),
})

describe('vivid', () => {
  let session: CameraSession | undefined
  afterEach(() => session?.close())

  it('grants the nearest format, and reports it', async () => {
    session = await open({ width: 1280, height: 720, fps: 30, pixelFormat: 'YUYV' })
    expect(session.granted).toMatchObject({
      width: 1280,
      height: 720,
      fps: 12.5,
      pixelFormat: 'YUYV',
      deviceName: 'vivid-000-vid-cap',
      stableName: 'v4l2:bus=platform:vivid.0',
    })
  })

  it('shows the same colours in every pixel format', async () => {
    const formats: PixelFormat[] = ['RGB24', 'BGR24', 'YUYV', 'UYVY', 'NV12']
    const seen: number[][] = []
    for (const pixelFormat of formats) {
      const opened = await open({ pixelFormat })
      expect(opened.granted.pixelFormat).toBe(pixelFormat)
      seen.push(colourBars(await frameOf(opened)))
      await opened.close()
    }
    const [reference, ...others] = seen
    expect(reference).toEqual(BARS)
    for (const [index, colours] of others.entries())
      for (const [channel, level] of colours.entries())
        expect(
          Math.abs(level - (BARS[channel] as number)),
          `${formats[index + 1]}, bar ${Math.floor(channel / 3)}: ${colours} instead of ${BARS}`,
        ).toBeLessThanOrEqual(6)
  })

  it('counts the frames that the kernel dropped', async () => {
    session = await open()
    await frameOf(session)
    setControl('percentage_of_dropped_buffers', 50)
    await delay(3_000)
    setControl('percentage_of_dropped_buffers', 0)
    await frameOf(session)
    await delay(300)
    expect(session.counters.dropped).toBeGreaterThan(5)
  })

  it('delivers no buffer that the driver marks as damaged', async () => {
    session = await open()
    await frameOf(session)
    setControl('inject_v4l2_buf_flag_error', 1)
    await delay(500)
    expect((await frameOf(session)).data.length).toBe(640 * 480 * 3)
    await delay(300)
    expect(session.counters.torn).toBeGreaterThanOrEqual(1)
  })

  it.each(['inject_vidioc_reqbufs_error', 'inject_vidioc_streamon_error', 'inject_vidioc_qbuf_error'])(
    'is not opened, and says why, on %s; then it is',
    async (fault) => {
      setControl(fault, 1)
      expect(await open().catch((error) => error)).toMatchObject({
        code: 'CAMERA_NOT_AVAILABLE',
        message: expect.stringMatching(/vivid.*\/dev\/video0.*\./),
      })
      session = await open()
      expect((await frameOf(session)).width).toBe(640)
    },
  )

  it('is opened again by its supervisor after a fatal streaming error', async () => {
    await using camera = runningCamera(v4l2Driver(SMALL))
    await freshFrame(camera)
    setControl('inject_fatal_streaming_error', 1)
    await delay(500)
    await freshFrame(camera)
    expect(camera.status().reopened).toBe(1)
  })

  it.each(['SIGKILL', 'SIGSEGV'] as const)(
    'is read on by another process after a %s of the one that reads it',
    async (signal) => {
      await using camera = runningCamera(v4l2Driver(SMALL))
      await freshFrame(camera)
      const [pid] = readerPids() as [number]
      process.kill(pid, signal)
      await delay(500)
      await freshFrame(camera)
      expect(readerPids()).not.toContain(pid)
    },
  )

  it('delivers no frame that queued while the reader was stopped', async () => {
    session = await open()
    const before = await frameOf(session)
    const [pid] = readerPids() as [number]
    process.kill(pid, 'SIGSTOP')
    await delay(2_000)
    const waiting = frameOf(session)
    const askedAtMs = monotonicMs()
    await delay(200)
    process.kill(pid, 'SIGCONT')
    const frame = await waiting
    expect(frame.exposedAtMs).toBeGreaterThanOrEqual(askedAtMs - 1)
    expect(frame.sequence).toBeGreaterThan(before.sequence)
  })

  it('sets controls and reads them back, and refuses values out of range', async () => {
    session = await open()
    const controls = session.controls
    expect(await controls?.set('brightness', 50)).toMatchObject({
      name: 'brightness',
      value: 50,
      min: 0,
      max: 255,
    })
    // vivid's gain is ruled by its automatic mode, which setting it switches off.
    await controls?.set('auto_gain', 1)
    expect(await controls?.set('gain', 42)).toMatchObject({ value: 42, active: true })
    const list = (await controls?.list()) ?? []
    expect(list.find(({ name }) => name === 'auto_gain')?.value).toBe(0)
    expect(list.find(({ name }) => name === 'brightness')?.value).toBe(50)
    await expect(controls?.set('brightness', 300)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
    await expect(controls?.set('glow', 1)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

/** The middle of each of the eight colour bars, in a line that vivid writes no text into: red, green and blue of each. */
function colourBars(frame: Frame): number[] {
  const pixels = toInterleaved(frame)
  const line = Math.floor(frame.height * 0.75)
  return Array.from({ length: 8 }, (_, bar) => {
    const column = Math.floor(((bar + 0.5) * frame.width) / 8)
    const at = (line * frame.width + column) * 3
    return [...pixels.subarray(at, at + 3)]
  }).flat()
}
