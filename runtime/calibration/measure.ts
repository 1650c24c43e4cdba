/** Measures how late a camera is: it films time codes, and what each frame shows is compared with the frame's stamp. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { toSharp } from '../camera/pixels.ts'
import type { Camera, Frame } from '../camera/port.ts'
import { ownEnvironment } from '../child-environment.ts'
import { monotonicMs } from '../clock.ts'
import { ServiceError } from '../errors.ts'
import { CYCLE_MS, SLOT_MS } from './codes.ts'

const WANTED_SAMPLES = 60
/** Fewer, or of too few different codes (a picture that stands still), prove nothing. */
const NEEDED_SAMPLES = 30
const NEEDED_CODES = 15
const LONGEST_MS = 25_000
/** A later camera is broken, or shows an old picture of the page. */
const LONGEST_LATENCY_MS = 5_000
const WORST_UNCERTAINTY_MS = 50
const MARGIN_SHARE = 0.1
const AFTER_MS = 0.001

export interface Measured {
  /** From a code's beginning to the stamp of a frame that shows it, rising. */
  samplesMs: number[]
  frames: number
  boundMs: number
  marginMs: number
}

/**
 * Films until 60 frames showed a code, 25 s at most. The bound is the worst sample plus a margin: a tenth, one frame interval (an exposure
 * may have begun before the code that is seen for most of it), and `uncertaintyMs` of the page's clock. Throws CAPTURE_FAILED, with a
 * remedy, where that is not enough for a bound, NOT_SUPPORTED_HERE for a camera that needs none, and what camera.frame throws.
 */
export async function measureLatency(
  camera: Camera,
  uncertaintyMs: number,
  signal: AbortSignal,
): Promise<Measured> {
  if (uncertaintyMs > WORST_UNCERTAINTY_MS)
    throw failed(
      `The way between the page and the service is too slow (±${Math.round(uncertaintyMs)} ms). Use the local network.`,
    )
  const reader = codeReader()
  const [samplesMs, codes] = [[] as number[], new Set<number>()]
  const endMs = monotonicMs() + LONGEST_MS
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)])
  let [frames, notBeforeMs] = [0, monotonicMs()]
  try {
    while (samplesMs.length < WANTED_SAMPLES && monotonicMs() < endMs) {
      const frame = await camera.frame({ notBeforeMs, signal: limit }).catch((error) => {
        if (limit.aborted && !signal.aborted) return null
        throw error
      })
      if (frame === null) break
      needsBound(frame)
      frames += 1
      notBeforeMs = frame.exposedAtMs + AFTER_MS
      const stampMs = latestStampMs(frame)
      const slot = await reader.slotIn(frame)
      if (slot === null) continue
      const latencyMs = sinceSlot(slot, stampMs, uncertaintyMs)
      codes.add(slot)
      samplesMs.push(latencyMs)
    }
  } finally {
    await reader.close()
  }
  return conclude(
    samplesMs.sort((a, b) => a - b),
    codes.size,
    frames,
    { camera, uncertaintyMs },
  )
}

/**
 * The moment from which the bound will be subtracted, or a later one: where only the arrival is known, the stamp is the moment at which the
 * path was last seen empty, which a busy computer sees early. A bound from such stamps would be too low when it is idle again.
 */
const latestStampMs = ({ clock, exposedAtMs, latencyBoundMs }: Frame) =>
  clock === 'arrival' ? monotonicMs() : exposedAtMs + latencyBoundMs

/** From the last beginning of the slot to the stamp; a frame may seem to show a code early by what the clocks are uncertain. */
export function sinceSlot(slot: number, stampMs: number, uncertaintyMs: number): number {
  const latestMs = stampMs + uncertaintyMs + SLOT_MS
  const cycles = Math.floor((latestMs - slot * SLOT_MS) / CYCLE_MS)
  return stampMs - (cycles * CYCLE_MS + slot * SLOT_MS)
}

function conclude(
  samplesMs: number[],
  codes: number,
  frames: number,
  { camera, uncertaintyMs }: { camera: Camera; uncertaintyMs: number },
): Measured {
  const [best = 0, worst = 0] = [samplesMs[0], samplesMs.at(-1)]
  if (samplesMs.length < NEEDED_SAMPLES || codes < NEEDED_CODES)
    throw failed(
      `${samplesMs.length} of ${frames} frames showed a readable time code, of which ${codes} were different. ${NEEDED_SAMPLES} and ${NEEDED_CODES} are needed. Move the screen so that the whole code is sharp in the picture, without a reflection, and set its brightness so that it is neither dark nor white there.`,
    )
  if (best < -uncertaintyMs)
    throw failed(
      `A frame showed a code ${Math.round(-best)} ms before its time: the clock of the page is wrong. Load the page again.`,
    )
  if (worst > LONGEST_LATENCY_MS)
    throw failed(
      `A frame showed a code that was ${Math.round(worst)} ms old. The camera shows old pictures, or the page stood still.`,
    )
  const intervalMs = 1000 / (camera.status().granted?.fps || 1)
  const marginMs = Math.ceil(worst * MARGIN_SHARE + intervalMs + uncertaintyMs)
  return { samplesMs, frames, marginMs, boundMs: Math.ceil(worst) + marginMs }
}

function needsBound({ latencySource, latencyBoundMs }: Frame): void {
  if (latencySource !== 'device_clock' && latencyBoundMs > 0) return
  throw new ServiceError(
    'NOT_SUPPORTED_HERE',
    'This camera needs no calibration: it times its exposures itself, or takes each picture on request.',
  )
}

const failed = (message: string) => new ServiceError('CAPTURE_FAILED', message)

/** Reads in a thread of its own, because a busy event loop could not observe that a network camera's path is empty. */
function codeReader() {
  const worker = new Worker(new URL('./code-reader-worker.ts', import.meta.url), { env: ownEnvironment() })
  return {
    async slotIn(frame: Frame): Promise<number | null> {
      const bytes =
        frame.pixelFormat === 'MJPEG'
          ? frame.data
          : await toSharp(frame).png({ compressionLevel: 0 }).toBuffer()
      const answer = once(worker, 'message')
      worker.postMessage(Uint8Array.from(bytes))
      const [slot] = await answer
      return slot as number | null
    },
    close: () => worker.terminate(),
  }
}
