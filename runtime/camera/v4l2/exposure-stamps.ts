/**
 * The earliest moment at which the exposure of a frame can have begun, from what the driver stamps on its buffers.
 *
 * A stamp says when the driver noticed the frame, not when the sensor was exposed. uvcvideo flags its stamps as start of exposure
 * and takes them when the first packet of a picture arrives (drivers/media/usb/uvc/uvc_video.c, uvc_video_decode_start), and a
 * camera may keep a picture for long before it sends it. So every stamp loses a latency bound (../latency-bound.ts), whatever its
 * flags say. Four corrections come on top, and each one makes a frame older:
 *
 * - Late stamps. The driver's part runs when the processor gets to it, so the stamps of several frames can be late together. The
 *   frames of a camera are one interval apart, so a frame is no later than those shortly before it plus the intervals between.
 *   The start of the stream counts as a frame.
 * - Longer intervals. In dim light an automatic exposure stretches the interval, and a camera that holds a number of frames holds
 *   each of them longer then. So the bound also covers as many real frame intervals as it covers at the granted rate.
 * - Stamps ahead of the clock (vivid). The furthest that any stamp was ahead is taken off each.
 * - Stamps of another clock: no monotonic flag (v4l2loopback), or a value that cannot be the monotonic clock's (uvcvideo with
 *   clock=CLOCK_REALTIME keeps the flag). Then only the arrival is known: the frame was complete after the queue was last found
 *   empty. That needs no clock of the camera, so a step of the wall clock changes nothing.
 */
import { assumedLatency } from '../latency-bound.ts'
import type { FrameClock, LatencyBound, LatencySource } from '../port.ts'
import { V4L2_BUF_FLAG_TIMESTAMP_MASK, V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC } from './videodev2.ts'

/** Frames that can be stamped late together: uvcvideo has this many transfers under way (UVC_URBS of uvcvideo.h), a frame each at most. */
const LATE_TOGETHER = 5
/** vivid stamps up to 60 ms ahead. A stamp that is further ahead than this and an interval is of another clock. */
const MAX_LEAD_MS = 250
/** A frame's first packet cannot lie further before the moment when the queue was empty than this and an interval. */
const MAX_TRANSFER_MS = 1_000

export interface StampOptions {
  fps: number
  /** Assumed where left out. */
  latency?: LatencyBound | undefined
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

export interface EarliestExposure {
  /** On the monotonic clock; -Infinity when nothing is known. */
  exposedAtMs: number
  clock: FrameClock
  latencyBoundMs: number
  latencySource: LatencySource
  stampedAtMs?: number
}

interface Stamp {
  atMs: number
  sequence: number
}

export class ExposureStamps {
  readonly #intervalMs: number
  /** The bound that frames get from now on. */
  latency: LatencyBound
  /** The furthest that a stamp was ahead of the clock. */
  #leadMs = 0
  #startedAtMs: number
  /** Of the frames before, the newest last. */
  #recent: Stamp[] = []

  /** `startedAtMs`: before the stream was started. */
  constructor({ fps, latency }: StampOptions, startedAtMs: number) {
    this.#intervalMs = 1000 / fps
    this.latency = latency ?? assumedLatency(this.#intervalMs)
    this.#startedAtMs = startedAtMs
  }

  /** To be called with every buffer in turn, because stamps are judged by those before them. */
  earliest(buffer: StampedBuffer): EarliestExposure {
    return this.#isMonotonic(buffer) ? this.#fromStamp(buffer) : this.#fromArrival(buffer)
  }

  #isMonotonic({ flags, timestampMs, dequeuedAtMs, emptyAtMs }: StampedBuffer): boolean {
    return (
      (flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) === V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC &&
      timestampMs <= dequeuedAtMs + this.#intervalMs + MAX_LEAD_MS &&
      timestampMs >= emptyAtMs - this.#intervalMs - MAX_TRANSFER_MS
    )
  }

  #fromArrival({ dequeuedAtMs, emptyAtMs }: StampedBuffer): EarliestExposure {
    this.#recent = []
    this.#startedAtMs = dequeuedAtMs
    // A frame is complete up to an interval after its first packet.
    const latencyBoundMs = this.latency.boundMs + this.#intervalMs
    return {
      exposedAtMs: emptyAtMs - latencyBoundMs,
      clock: 'arrival',
      latencyBoundMs,
      latencySource: this.latency.source,
    }
  }

  #fromStamp({ timestampMs, sequence, dequeuedAtMs }: StampedBuffer): EarliestExposure {
    this.#leadMs = Math.max(this.#leadMs, timestampMs - dequeuedAtMs)
    if (this.#recent.length === 0) this.#recent.push({ atMs: this.#startedAtMs, sequence: sequence - 1 })
    const dueAtMs = this.#dueAtMs(timestampMs, sequence)
    const latencyBoundMs = Math.max(this.latency.boundMs, timestampMs - this.#coveredFromMs(sequence))
    this.#recent.push({ atMs: timestampMs, sequence })
    if (this.#recent.length > Math.max(LATE_TOGETHER, this.#coveredFrames) + 1) this.#recent.shift()
    return {
      exposedAtMs: dueAtMs - this.#leadMs - latencyBoundMs,
      clock: 'kernel',
      latencyBoundMs,
      latencySource: this.latency.source,
      stampedAtMs: timestampMs,
    }
  }

  /** The stamp, or when it was due by those shortly before it, where that is earlier. */
  #dueAtMs(atMs: number, sequence: number): number {
    const due = this.#recent
      .slice(-LATE_TOGETHER - 1)
      .map((before) => before.atMs + (sequence - before.sequence) * this.#intervalMs)
    return Math.min(atMs, ...due)
  }

  /** How many whole frame intervals the bound covers at the granted rate. */
  get #coveredFrames(): number {
    return Math.floor(this.latency.boundMs / this.#intervalMs)
  }

  /** The stamp of the frame so many intervals before. */
  #coveredFromMs(sequence: number): number {
    const wanted = sequence - this.#coveredFrames
    const before = this.#recent.findLast((stamp) => stamp.sequence <= wanted) ?? (this.#recent[0] as Stamp)
    return before.atMs
  }
}
