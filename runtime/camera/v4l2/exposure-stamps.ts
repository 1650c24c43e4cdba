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

export class ExposureStamps {
  readonly #options: StampOptions
  readonly #intervalMs: number
  /** The furthest that a stamp was ahead of the clock. */
  #leadMs = 0
  #previous: StampedBuffer | undefined

  constructor(options: StampOptions) {
    this.#options = options
    this.#intervalMs = 1000 / options.fps
  }

  /** To be called with every buffer in turn, since stamps are judged by those before them. */
  earliest(buffer: StampedBuffer): { exposedAtMs: number; clock: FrameClock } {
    if ((buffer.flags & BUF_FLAG_TIMESTAMP_MASK) !== BUF_FLAG_TIMESTAMP_MONOTONIC) {
      const latencyMs = this.#options.latencyMs ?? UNSTAMPED_LATENCY_MS
      return { exposedAtMs: buffer.emptyAtMs - latencyMs, clock: 'arrival' }
    }
    this.#leadMs = Math.max(this.#leadMs, buffer.timestampMs - buffer.dequeuedAtMs)
    const intervalMs = Math.max(this.#intervalMs, this.#measuredIntervalMs(buffer))
    this.#previous = buffer
    const latencyMs = this.#isExposureStart(buffer.flags)
      ? 0
      : (this.#options.latencyMs ?? EXPOSURE_AND_READOUT_INTERVALS * intervalMs)
    return { exposedAtMs: buffer.timestampMs - this.#leadMs - latencyMs, clock: 'kernel' }
  }

  #isExposureStart(flags: number): boolean {
    return (
      this.#leadMs === 0 &&
      this.#options.driver !== 'uvcvideo' &&
      (flags & BUF_FLAG_TSTAMP_SRC_MASK) === BUF_FLAG_TSTAMP_SRC_SOE
    )
  }

  /** 0 before there are two frames. */
  #measuredIntervalMs(buffer: StampedBuffer): number {
    if (this.#previous === undefined) return 0
    const frames = Math.max(1, buffer.sequence - this.#previous.sequence)
    return (buffer.timestampMs - this.#previous.timestampMs) / frames
  }
}
