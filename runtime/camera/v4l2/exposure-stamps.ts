/**
 * When the exposure of a frame began, at the earliest, from what the driver stamps on its buffers (kernel documentation,
 * "Buffers", V4L2_BUF_FLAG_TIMESTAMP_* and V4L2_BUF_FLAG_TSTAMP_SRC_*). Four cases:
 *
 * - Start of exposure: the stamp is what it says.
 * - End of frame, and uvcvideo, which flags its stamps as start of exposure and takes them when the first packet of a picture
 *   arrives (drivers/media/usb/uvc/uvc_video.c, uvc_video_decode_start): exposure and readout come before. Neither lasts longer
 *   than a frame interval, so the exposure began at most two intervals earlier. The interval is the measured one where that is longer:
 *   in dim light an automatic exposure stretches it.
 * - A stamp that lies in the future when its frame is there (vivid): no stamp of this source is a start of exposure. The most that
 *   any was ahead is taken off each, which puts it where the frame was complete, and the two intervals as well.
 *   The driver's part runs when the processor gets to it, so that stamps can be late, several frames' together: the frames of a
 *   camera are an interval apart, so each is no later than those shortly before it and the intervals between, the start of the
 *   stream counting as a frame.
 * - No stamp of the monotonic clock (v4l2loopback): the frame was complete after the queue was last found empty; the exposure began at
 *   most a stated latency earlier.
 */
import type { FrameClock } from '../port.ts'
import {
  BUF_FLAG_TIMESTAMP_MASK,
  BUF_FLAG_TIMESTAMP_MONOTONIC,
  BUF_FLAG_TSTAMP_SRC_MASK,
  BUF_FLAG_TSTAMP_SRC_SOE,
} from './videodev2.ts'

/** From the start of an exposure to the end of its frame's readout. */
const EXPOSURE_AND_READOUT_INTERVALS = 2
/** Frames that can be stamped late together: uvcvideo has so many transfers on the way (UVC_URBS of uvcvideo.h), each a frame at most. */
const LATE_TOGETHER = 5
/** Of a source without stamps: what a program that fills it holds while it decodes, filters and encodes. */
const UNSTAMPED_LATENCY_MS = 500

export interface StampOptions {
  /** The kernel driver, as in `uvcvideo`. */
  driver: string
  fps: number
  /** From the start of an exposure to the stamp, or the arrival, where it was measured: it takes the place of the bounds above. */
  latencyMs?: number | undefined
}

export interface StampedBuffer {
  flags: number
  timestampMs: number
  sequence: number
  /** When it was taken from the driver's queue. */
  dequeuedAtMs: number
  /** When that queue was last seen empty before. */
  emptyAtMs: number
}

interface Stamp {
  atMs: number
  sequence: number
}

export class ExposureStamps {
  readonly #options: StampOptions
  readonly #intervalMs: number
  /** The furthest that a stamp was ahead of the clock. */
  #leadMs = 0
  readonly #startedAtMs: number
  /** Of the frames before, the newest last. */
  readonly #recent: Stamp[] = []

  /** `startedAtMs`: before the stream was started. */
  constructor(options: StampOptions, startedAtMs: number) {
    this.#options = options
    this.#intervalMs = 1000 / options.fps
    this.#startedAtMs = startedAtMs
  }

  /** To be called with every buffer in turn, since stamps are judged by those before them. */
  earliest(buffer: StampedBuffer): { exposedAtMs: number; clock: FrameClock } {
    if ((buffer.flags & BUF_FLAG_TIMESTAMP_MASK) !== BUF_FLAG_TIMESTAMP_MONOTONIC) {
      const latencyMs = this.#options.latencyMs ?? UNSTAMPED_LATENCY_MS
      return { exposedAtMs: buffer.emptyAtMs - latencyMs, clock: 'arrival' }
    }
    this.#leadMs = Math.max(this.#leadMs, buffer.timestampMs - buffer.dequeuedAtMs)
    const stamp = { atMs: buffer.timestampMs, sequence: buffer.sequence }
    if (this.#recent.length === 0)
      this.#recent.push({ atMs: this.#startedAtMs, sequence: stamp.sequence - 1 })
    const dueAtMs = this.#dueAtMs(stamp)
    const intervalMs = Math.max(this.#intervalMs, this.#measuredIntervalMs(stamp))
    this.#recent.push(stamp)
    if (this.#recent.length > LATE_TOGETHER + 1) this.#recent.shift()
    const latencyMs = this.#isExposureStart(buffer.flags)
      ? 0
      : (this.#options.latencyMs ?? EXPOSURE_AND_READOUT_INTERVALS * intervalMs)
    return { exposedAtMs: dueAtMs - this.#leadMs - latencyMs, clock: 'kernel' }
  }

  /** The stamp, or when it was due by those before it, where that is earlier. */
  #dueAtMs({ atMs, sequence }: Stamp): number {
    const due = this.#recent.map((before) => before.atMs + (sequence - before.sequence) * this.#intervalMs)
    return Math.min(atMs, ...due)
  }

  #isExposureStart(flags: number): boolean {
    return (
      this.#leadMs === 0 &&
      this.#options.driver !== 'uvcvideo' &&
      (flags & BUF_FLAG_TSTAMP_SRC_MASK) === BUF_FLAG_TSTAMP_SRC_SOE
    )
  }

  #measuredIntervalMs({ atMs, sequence }: Stamp): number {
    const before = this.#recent.at(-1) as Stamp
    return (atMs - before.atMs) / Math.max(1, sequence - before.sequence)
  }
}
