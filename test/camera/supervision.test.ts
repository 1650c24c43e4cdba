import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { commandDriver } from '../../runtime/camera/command/driver.ts'
import type { CameraDriver, CameraState } from '../../runtime/camera/port.ts'
import { simulatedDriver } from '../../runtime/camera/simulated/driver.ts'
import { type SupervisedCamera, superviseCamera } from '../../runtime/camera/supervision/supervise.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { ServiceError } from '../../runtime/errors.ts'
import { picturesAfterStop } from './after-stop.ts'
import { pictureTime } from './picture-time.ts'

const QUEUEING_CAMERA = fileURLToPath(new URL('./queueing-camera.ts', import.meta.url))
/** The longest time from stamp to pipe on a busy machine. */
const LATENCY_MS = 10
const PROGRAM = fileURLToPath(new URL('./mjpeg-program.ts', import.meta.url))

let camera: SupervisedCamera | undefined
afterEach(() => camera?.close())

const supervise = (driver: CameraDriver, controls: Record<string, number> = {}) => {
  camera = superviseCamera(driver, { warmupFrames: 1, controls })
  const states: CameraState[] = []
  camera.onChange(({ state }) => states.push(state))
  camera.start()
  return {
    camera,
    states,
    streaming: () => expect.poll(() => camera?.status().state, { timeout: 10_000 }).toBe('streaming'),
  }
}
const simulated = () => simulatedDriver({ width: 336, height: 240, fps: 30 })
const frame = (withinMs = 15_000) =>
  camera?.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(withinMs) })

describe('a supervised camera', () => {
  it('answers a request that comes while it is opened for the first time, and streams', async () => {
    const { streaming, states } = supervise(simulated())
    const early = frame()
    await streaming()
    expect((await early)?.width).toBe(336)
    expect(states).toEqual(['opening', 'streaming'])
    expect((await frame())?.width).toBe(336)
    expect(camera?.status()).toMatchObject({
      errorMessage: null,
      reopened: 0,
      granted: { pixelFormat: 'MJPEG', fps: 30 },
    })
  })

  it('says CAMERA_NOT_INITIALIZED only when it was not opened within the time limit', async () => {
    const open = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    const never = { kind: 'never', open }
    const { camera } = supervise(never)
    const wanted = camera.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(100) })
    await expect(wanted).rejects.toMatchObject({ code: 'CAMERA_NOT_INITIALIZED', retryAfterS: 1 })
  })

  it('fails at once when the camera goes, says why, and is back by itself', async () => {
    const { streaming, states, camera } = supervise(simulated())
    await streaming()
    const waiting = camera.frame({ notBeforeMs: monotonicMs() + 60_000, signal: AbortSignal.timeout(20_000) })
    const rejected = expect(waiting).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
      message: expect.stringContaining('unplugged'),
    })
    await camera.controls().set('fault_disconnect_ms', 700)
    await rejected
    await expect(frame()).rejects.toMatchObject({ code: 'CAMERA_NOT_AVAILABLE' })
    expect(camera.status()).toMatchObject({
      state: 'faulted',
      errorMessage: expect.stringContaining('unplugged'),
    })
    await streaming()
    expect((await frame())?.width).toBe(336)
    expect(camera.status()).toMatchObject({ errorMessage: null, reopened: 1 })
    expect(states.filter((state) => state === 'streaming')).toHaveLength(2)
  })

  /** Away until plugIn() is called; `attempts` are of opening it. */
  const awayDriver = (pluggedIn?: Promise<void>) => {
    const simulatedCamera = simulated()
    const driver = {
      kind: 'simulated',
      away: true,
      attempts: 0,
      async open(signal: AbortSignal) {
        driver.attempts += 1
        if (driver.away) throw new ServiceError('CAMERA_NOT_AVAILABLE', 'It is unplugged.')
        return simulatedCamera.open(signal)
      },
      ...(pluggedIn ? { pluggedIn: () => pluggedIn } : {}),
    }
    return driver
  }

  it('opens the camera when it is plugged in, long before its next turn', async () => {
    const plug = Promise.withResolvers<void>()
    const driver = awayDriver(plug.promise)
    const { camera } = supervise(driver)
    // The delays have grown to a second by then.
    await expect.poll(() => driver.attempts, { timeout: 10_000, interval: 5 }).toBe(6)
    driver.away = false
    plug.resolve()
    await expect.poll(() => camera.status().state, { timeout: 700 }).toBe('streaming')
  })

  it('keeps its delays when it cannot watch for new devices', async () => {
    const driver = awayDriver(Promise.reject(new Error('no more watches')))
    supervise(driver)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    // After 100, 200, 400 and 800 ms.
    expect(driver.attempts).toBeGreaterThan(1)
    expect(driver.attempts).toBeLessThanOrEqual(5)
  })

  it('keeps a request waiting during a silence: it times out if the silence lasts, and gets a picture if it ends', async () => {
    const { streaming, camera } = supervise(simulated())
    await streaming()
    const controls = camera.controls()
    await controls.set('fault_hang_ms', 600_000)
    await expect(frame(400)).rejects.toMatchObject({ name: 'TimeoutError' })
    const waiting = frame(30_000)
    await expect.poll(() => camera.status().state, { timeout: 15_000 }).toBe('silent')
    expect(camera.status().errorMessage).toMatch(/no frame for/)
    await controls.set('fault_hang_ms', 0)
    expect((await waiting)?.width).toBe(336)
  })

  it('ends a request soon after the silence is known, long before its own time limit', async () => {
    const { streaming, camera } = supervise(simulated())
    await streaming()
    await camera.controls().set('fault_hang_ms', 600_000)
    const request = { notBeforeMs: monotonicMs() + 1_000, signal: AbortSignal.timeout(600_000) }
    const waiting = camera.frame(request).then(
      () => 'a frame',
      (error: { code?: string }) => error.code,
    )
    await expect.poll(() => camera.status().state, { timeout: 15_000 }).toBe('silent')
    expect(await waiting).toBe('CAMERA_NOT_AVAILABLE')
    expect(camera.status().errorMessage).toMatch(/no frame for/)
  }, 60_000)

  it('never returns a torn or stale frame', async () => {
    const { streaming } = supervise(simulated(), { fault_torn_percent: 50, fault_stale_queue: 3 })
    await streaming()
    for (let count = 0; count < 8; count++) {
      const askedAtMs = Math.floor(monotonicMs())
      expect((await pictureTime((await frame())?.data as Buffer)).exposedAtMs).toBeGreaterThanOrEqual(
        askedAtMs,
      )
    }
  })

  it('sets its controls after every opening and reports those that were refused', async () => {
    const { streaming, camera } = supervise(simulated(), { gain: 7, zoom: 3 })
    await streaming()
    const gain = async () => (await camera.controls().list()).find(({ name }) => name === 'gain')?.value
    expect(await gain()).toBe(7)
    expect(camera.status().drift).toEqual([{ name: 'zoom', wanted: 3, actual: null }])
  })

  it('opens a program again that was killed', async () => {
    const { streaming, camera } = supervise(
      commandDriver({ command: `'${process.execPath}' '${PROGRAM}'`, fps: 30, latencyMs: 30 }),
    )
    await streaming()
    spawn('pkill', ['-KILL', '-P', String(process.pid), '-f', 'mjpeg-program'])
    await expect.poll(() => camera.status().errorMessage, { timeout: 10_000 }).toMatch(/was ended by SIGKILL/)
    await streaming()
    expect((await frame())?.width).toBe(336)
  })
})

describe('a stopped process', () => {
  it.each(['command', 'http'])(
    'gets a fresh picture first, from %s:, after 3 s of frames piling up',
    async (kind) => {
      let source = `command:'${process.execPath}' '${QUEUEING_CAMERA}'`
      let server: ChildProcess | undefined
      if (kind === 'http') {
        server = spawn(process.execPath, [QUEUEING_CAMERA, '--http'], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        const [port] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
        source = `http://127.0.0.1:${Number(port.toString())}/`
      }
      try {
        for (const { askedAtMs, jpeg } of await picturesAfterStop(source, 30, LATENCY_MS)) {
          const madeAtMs = Number(/made at ([\d.]+) ms/.exec(jpeg.toString('latin1', 0, 64))?.[1])
          expect(madeAtMs).toBeGreaterThanOrEqual(askedAtMs)
        }
      } finally {
        server?.kill('SIGKILL')
      }
    },
    60_000,
  )

  it('does not report the camera as silent when the service itself was paused', async () => {
    const { streaming, camera } = supervise(
      commandDriver({ command: `'${process.execPath}' '${PROGRAM}'`, fps: 30, latencyMs: 30 }),
    )
    await streaming()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500)
    expect((await frame())?.width).toBe(336)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(camera.status()).toMatchObject({ state: 'streaming', reopened: 0 })
  })
})
