/**
 * The simulated camera's hardware: frames begin their exposure on a fixed beat whether anybody looks or not, and are drawn
 * when they are taken out of the queue. It outlives its sessions, so that faults persist over a reopening.
 */
import sharp from 'sharp'
import { monotonicMs } from '../../clock.ts'
import type { CameraControl } from '../port.ts'
import { sceneOf, simulatedControls } from './controls.ts'
import { paintClock } from './picture-clock.ts'
import { render } from './scene/render.ts'

const JPEG_QUALITY = 90
const NEUTRAL_WHITE_K = 5000
const SHARP_FOCUS = 50
/** How much the light wanders, and how slowly. */
const LIGHT_SWING = 0.02
const LIGHT_PERIOD_MS = 20_000
/** Frames of a stale queue are between one and ten minutes old. */
const STALE_MIN_MS = 60_000
const STALE_MAX_MS = 600_000
const HANG_STEP_MS = 50

export interface RawFrame {
  sequence: number
  exposedAtMs: number
  /** Draws the picture: a frame that nobody wants is never drawn. */
  jpeg(): Promise<Buffer>
  /** Frames that the camera lost just before this one. */
  lost: number
}

export interface SimulatedDevice {
  readonly controls: Map<string, CameraControl>
  readonly intervalMs: number
  /** While the cable is out; the monotonic time when it is back. */
  disconnectedUntilMs: number
  /** The open session hears of a pulled cable through it. */
  onDisconnect: () => void
  /** Gives no frame for so many milliseconds from now; 0 ends it. */
  hang(forMs: number): void
  /** When the newest frame came: now, or when the camera began to hang. */
  lastFrameAtMs(): number
  /** The sequence of the newest frame whose exposure has begun at this moment. */
  sequenceAt(atMs: number): number
  /** The next frame: that of the next beat, or an old one while the queue is stale; null when `signal` aborts. */
  dequeue(signal: AbortSignal): Promise<RawFrame | null>
}

export function simulatedDevice(width: number, height: number, fps: number): SimulatedDevice {
  const intervalMs = 1000 / fps
  const startedAtMs = monotonicMs()
  const controls = simulatedControls()
  const value = (name: string) => controls.get(name)?.value ?? 0
  let drawn: { key: string; rgb: Promise<Buffer> } = { key: '', rgb: Promise.resolve(Buffer.alloc(0)) }
  /** The scene without clock, light and exposure, which is drawn again only when a control changes it. */
  const base = (): Promise<Buffer> => {
    const scene = sceneOf(value)
    const key = JSON.stringify(scene)
    if (key !== drawn.key) drawn = { key, rgb: render(scene, width, height).then(({ rgb }) => rgb) }
    return drawn.rgb
  }
  // While the camera opens, so that its first frame does not wait.
  base().catch(() => {})
  let staleLeft = 0
  let hungFromMs = 0
  let hungUntilMs = 0

  const draw = async (sequence: number, exposedAtMs: number): Promise<Buffer> => {
    const rgb = Buffer.from(await base())
    paintClock(rgb, width, height, { exposedAtMs, sequence })
    const light = 1 + LIGHT_SWING * Math.sin((exposedAtMs / LIGHT_PERIOD_MS) * 2 * Math.PI)
    const exposure = (value('exposure_us') / 10_000) * (1 + value('gain') / 50)
    const warmth = (value('white_balance_k') - NEUTRAL_WHITE_K) / NEUTRAL_WHITE_K
    const factors = [1 + warmth * 0.3, 1, 1 - warmth * 0.3].map((channel) => channel * light * exposure)
    const picture = sharp(rgb, { raw: { width, height, channels: 3 } }).linear(factors, [0, 0, 0])
    const blur = Math.abs(value('focus') - SHARP_FOCUS) / 10
    if (blur >= 0.3) picture.blur(blur)
    const jpeg = await picture.jpeg({ quality: JPEG_QUALITY, optimiseCoding: false }).toBuffer()
    const torn = Math.random() * 100 < value('fault_torn_percent')
    return torn ? jpeg.subarray(0, Math.floor(jpeg.length / 2)) : jpeg
  }

  const frame = (sequence: number, exposedAtMs: number, lost: number): RawFrame => ({
    sequence,
    exposedAtMs,
    lost,
    jpeg: () => draw(sequence, exposedAtMs),
  })

  const device: SimulatedDevice = {
    controls,
    intervalMs,
    disconnectedUntilMs: 0,
    onDisconnect() {},
    hang(forMs) {
      hungFromMs = monotonicMs()
      hungUntilMs = hungFromMs + forMs
    },
    lastFrameAtMs: () => (monotonicMs() < hungUntilMs ? hungFromMs : monotonicMs()),
    sequenceAt: (atMs) => Math.floor((Math.min(atMs, device.lastFrameAtMs()) - startedAtMs) / intervalMs),
    async dequeue(signal) {
      // In steps, since a hang may be ended early.
      while (monotonicMs() < hungUntilMs && !signal.aborted) {
        await delayUntil(Math.min(hungUntilMs, monotonicMs() + HANG_STEP_MS), signal)
      }
      if (staleLeft > 0) {
        staleLeft -= 1
        const exposedAtMs = Math.max(
          0,
          monotonicMs() - STALE_MIN_MS - Math.random() * (STALE_MAX_MS - STALE_MIN_MS),
        )
        return frame(device.sequenceAt(monotonicMs()), exposedAtMs, 0)
      }
      const first = Math.ceil((monotonicMs() - startedAtMs) / intervalMs)
      let sequence = first
      while (dropped(sequence, value('fault_drop_percent'))) sequence += 1
      const exposedAtMs = startedAtMs + sequence * intervalMs
      await delayUntil(exposedAtMs, signal)
      if (signal.aborted) return null
      staleLeft = value('fault_stale_queue')
      return frame(sequence, exposedAtMs, sequence - first)
    },
  }
  return device
}

/** Spread evenly and the same for everyone who asks: multiplication by the golden ratio (Knuth, TAOCP 6.4). */
function dropped(sequence: number, percent: number): boolean {
  return percent < 100 && ((sequence * 0.6180339887) % 1) * 100 < percent
}

/** setTimeout may fire up to a millisecond early; a frame must not be there before its exposure. */
async function delayUntil(atMs: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    const leftMs = atMs - monotonicMs()
    if (leftMs <= 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.ceil(leftMs))
      signal.addEventListener('abort', done, { once: true })
    })
  }
}
