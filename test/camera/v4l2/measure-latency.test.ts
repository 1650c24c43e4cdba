/** The measurement of a camera's latency, on cameras of software whose delay is known. All run at once: each takes some seconds. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { CameraControl, Frame, LatencyBound } from '../../../runtime/camera/port.ts'
import type { ReaderCamera } from '../../../runtime/camera/reader/session.ts'
import { knownLatency } from '../../../runtime/camera/v4l2/known-latency.ts'
import { monotonicMs } from '../../../runtime/clock.ts'

const FPS = 50
const INTERVAL_MS = 1000 / FPS
const AUTOMATIC = 3
const MANUAL = 1
const CAMERA = {
  node: '/dev/video0',
  name: 'Software camera',
  product: '1d6b:0102',
  interface: '00',
  serial: 'S1',
  bus: 'usb-1',
  index: 0,
}

interface Behaviour {
  /** From the start of an exposure until the frame is stamped, beside the exposure itself. */
  delayMs: number
  /** How the exposure time shows: in frames exposed from now on, in frames stamped from now on, or never. */
  shows: 'sensor' | 'output' | 'never'
  maxExposureUs?: number
  /** How much the light of the room alone changes the picture from frame to frame, in grey levels. */
  flicker?: number
}

/** A camera that exposes a grey picture at each interval and stamps it later. */
function camera({ delayMs, shows, maxExposureUs = 100_000, flicker = 0 }: Behaviour) {
  const values: Record<string, number> = { exposure_us: 10_000, auto_exposure: AUTOMATIC }
  const bounds: LatencyBound[] = []
  let sequence = 0
  const greyNow = () =>
    values.auto_exposure === MANUAL ? Math.min(255, (values.exposure_us as number) / 100) : 100
  const exposures: { exposedAtMs: number; grey: number }[] = []
  const exposing = setInterval(
    () => exposures.push({ exposedAtMs: monotonicMs(), grey: greyNow() }),
    INTERVAL_MS,
  )
  const control = (name: string): CameraControl => ({
    name,
    label: name,
    type: 'integer',
    value: values[name] as number,
    default: 0,
    min: 0,
    max: name === 'exposure_us' ? maxExposureUs : AUTOMATIC,
    step: 1,
    readOnly: false,
    active: true,
  })
  const session = {
    granted: { width: 8, height: 8, fps: FPS, pixelFormat: 'GREY', deviceName: CAMERA.name, stableName: 'x' },
    counters: { frames: 0, dropped: 0, torn: 0, lastFrameAtMs: null },
    ended: new Promise<never>(() => {}),
    async frame({ signal }): Promise<Frame> {
      for (;;) {
        signal.throwIfAborted()
        const [next] = exposures
        const isOut = next !== undefined && monotonicMs() >= next.exposedAtMs + delayMs
        if (!isOut) {
          await delay(1)
          continue
        }
        exposures.shift()
        const grey = shows === 'never' ? 100 : shows === 'sensor' ? next.grey : greyNow()
        return {
          data: Buffer.alloc(64, grey + flicker * (sequence % 2)),
          pixelFormat: 'GREY',
          width: 8,
          height: 8,
          sequence: sequence++,
          exposedAtMs: 0,
          clock: 'kernel',
          latencyBoundMs: 0,
          latencySource: 'assumed',
          stampedAtMs: monotonicMs(),
        }
      }
    },
    controls: {
      list: async () => Object.keys(values).map(control),
      async set(name, value) {
        if (name === 'exposure_us') values.auto_exposure = MANUAL
        values[name] = value
        return control(name)
      },
    },
    boundLatency: (latency) => void bounds.push(latency),
    async close() {},
  } satisfies ReaderCamera
  return { session, values, bounds, [Symbol.dispose]: () => clearInterval(exposing) }
}

const newFile = () => join(mkdtempSync(join(tmpdir(), 'vision-latency-')), 'latency.json')
const signal = () => AbortSignal.timeout(20_000)
const kept = (file: string) =>
  Object.values(JSON.parse(readFileSync(file, 'utf8')).latencies) as { bound_ms: number; reason?: string }[]

describe.concurrent('a camera that was never measured', () => {
  it.for([40, 150, 300])('and is %i ms late gets a bound above that', async (delayMs, { expect }) => {
    using late = camera({ delayMs, shows: 'sensor' })
    const file = newFile()
    await knownLatency(file).apply(late.session, CAMERA, signal())
    expect(late.bounds).toMatchObject([{ source: 'measured' }])
    expect(late.bounds[0]?.boundMs).toBeGreaterThan(delayMs)
    expect(late.bounds[0]?.boundMs).toBeLessThan(1.1 * (delayMs + INTERVAL_MS) + INTERVAL_MS + 100)
    expect(late.values).toEqual({ exposure_us: 10_000, auto_exposure: AUTOMATIC })
    expect(kept(file)).toMatchObject([{ bound_ms: late.bounds[0]?.boundMs }])
  })

  it.for<[string, Partial<Behaviour>, RegExp]>([
    [
      'works the exposure time into pictures that are exposed already',
      { shows: 'output' },
      /exposed already/,
    ],
    ['never shows the exposure time', { shows: 'never' }, /do not follow/],
    ['has only short exposure times', { maxExposureUs: 2_000 }, /cannot be changed enough/],
    ['never shows it, in a room whose light flickers', { shows: 'never', flicker: 40 }, /follow/],
  ])('and %s keeps the assumed bound', async ([, behaviour, reason], { expect }) => {
    using odd = camera({ delayMs: 300, shows: 'sensor', ...behaviour })
    const file = newFile()
    await knownLatency(file).apply(odd.session, CAMERA, signal())
    expect(odd.bounds).toEqual([])
    expect(kept(file)).toEqual([
      { bound_ms: null, reason: expect.stringMatching(reason), measured_at: expect.any(String) },
    ])
    expect(odd.values).toEqual({ exposure_us: 10_000, auto_exposure: AUTOMATIC })
  })
})

describe('a camera of a model that was measured before', () => {
  const latencies = (bound_ms: number | null) => ({
    latencies: {
      '1d6b:0102 Software camera GREY 8x8 50': { bound_ms, measured_at: new Date().toISOString() },
    },
  })

  it('gets that bound, and is not touched', async () => {
    using known = camera({ delayMs: 300, shows: 'sensor' })
    const file = newFile()
    writeFileSync(file, JSON.stringify(latencies(345)))
    await knownLatency(file).apply(known.session, CAMERA, signal())
    expect(known.bounds).toEqual([{ boundMs: 345, source: 'measured' }])
  })

  it('without a result is not measured again on the same day', async () => {
    using known = camera({ delayMs: 0, shows: 'sensor' })
    const file = newFile()
    writeFileSync(file, JSON.stringify(latencies(null)))
    await knownLatency(file).apply(known.session, CAMERA, signal())
    expect(known.bounds).toEqual([])
  })

  it('has its controls put back where a crash had cut a measurement off', async () => {
    using known = camera({ delayMs: 0, shows: 'sensor' })
    Object.assign(known.values, { exposure_us: 2_000, auto_exposure: MANUAL })
    const file = newFile()
    const changed_controls = { 'Software camera S1': { exposure_us: 10_000, auto_exposure: AUTOMATIC } }
    writeFileSync(file, JSON.stringify({ ...latencies(345), changed_controls }))
    await knownLatency(file).apply(known.session, CAMERA, signal())
    expect(known.values).toEqual({ exposure_us: 10_000, auto_exposure: AUTOMATIC })
    expect(JSON.parse(readFileSync(file, 'utf8')).changed_controls).toEqual({})
  })

  it('is opened where the file is damaged or cannot be written', async () => {
    using known = camera({ delayMs: 0, shows: 'never', maxExposureUs: 10 })
    const file = newFile()
    writeFileSync(file, '{"latencies":')
    await knownLatency(file).apply(known.session, CAMERA, signal())
    await knownLatency(join(file, 'below-a-file', 'latency.json')).apply(known.session, CAMERA, signal())
    expect(known.bounds).toEqual([])
  })
})
