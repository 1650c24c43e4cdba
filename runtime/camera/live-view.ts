/**
 * The live view: each distinct size and quality is encoded once per frame, however many watch; nothing runs while nobody
 * watches. Captures come first: one encoding runs at a time, and none begins while a capture runs.
 */
import { monotonicMs } from '../clock.ts'
import type { LiveView, ViewOptions } from '../device/live-view.ts'
import { captureTimeout, ServiceError } from '../errors.ts'
import { liveEncodingsTotal, viewersOpen } from '../metrics.ts'
import { decodeMended } from './jpeg/judge.ts'
import { toSharp } from './pixels.ts'
import type { Camera, Frame } from './port.ts'

const DEFAULT_QUALITY = 80
const RETRY_AFTER_S = 5
/** After a fault the view asks again this often. */
const FAULT_PAUSE_MS = 250
const FRAME_TIMEOUT_MS = 5_000
/** A view shows the newest picture there is and proves nothing: only what queued for longer than this is passed over. */
const MAX_AGE_MS = 2_000
/** Where captures follow each other without a pause, the view goes on at this pace: far from where it would count as frozen. */
const LONGEST_HOLD_MS = 200
const NONE = -1

export interface LiveViewOptions {
  maxViewers: number
  /** Resolves when no capture runs. */
  noCapture(): Promise<void>
}

export function openLiveView(camera: Camera, { maxViewers, noCapture }: LiveViewOptions): LiveView {
  const viewers = new Set<AbortController>()
  /** Encodings of the newest frame, by size and quality: whoever asks for the same waits for the same. */
  let newest = { sequence: NONE, exposedAtMs: 0, encodings: new Map<string, Promise<Buffer>>() }
  let lastEncoding: Promise<unknown> = Promise.resolve()
  /** One request to the camera at a time serves every viewer. */
  let nextFrame: Promise<Frame> | null = null

  const encode = (frame: Frame, options: ViewOptions): Promise<Buffer> => {
    if (keepsBytes(frame, options)) return Promise.resolve(frame.data)
    const { sequence, exposedAtMs } = frame
    // A camera that was opened again counts from the start: its sequence alone does not tell frames apart.
    if (sequence !== newest.sequence || exposedAtMs !== newest.exposedAtMs)
      newest = { sequence, exposedAtMs, encodings: new Map() }
    const key = `${options.widthPx}x${options.heightPx}q${options.quality}`
    const known = newest.encodings.get(key)
    if (known) return known
    const encoding = lastEncoding.then(holdForCapture).then(() => encodeView(frame, options))
    newest.encodings.set(key, encoding)
    // Its failure belongs to those who wait for it, who may have left.
    lastEncoding = encoding.catch(() => {})
    return encoding
  }
  const holdForCapture = () =>
    Promise.race([noCapture(), new Promise((resolve) => setTimeout(resolve, LONGEST_HOLD_MS).unref())])
  const sharedFrame = (): Promise<Frame> => {
    const timeout = AbortSignal.timeout(FRAME_TIMEOUT_MS)
    nextFrame ??= camera
      .frame({ notBeforeMs: monotonicMs() - MAX_AGE_MS, signal: timeout })
      .catch(captureTimeout(timeout, () => 'The camera gives no frames; check its cable and power.'))
      .finally(() => {
        nextFrame = null
      })
    return nextFrame
  }

  return {
    async snapshot({ notBeforeMs, signal, ...options }) {
      return encode(await camera.frame({ notBeforeMs, signal }), options)
    },
    async *watch({ fps, signal, ...options }) {
      if (viewers.size >= maxViewers) {
        const message = `${viewers.size} live views are open, the most that STREAM_MAX_VIEWERS allows.`
        throw new ServiceError('TOO_MANY_CONNECTIONS', message, { retryAfterS: RETRY_AFTER_S })
      }
      const viewer = new AbortController()
      const ended = AbortSignal.any([signal, viewer.signal])
      viewers.add(viewer)
      viewersOpen.set(viewers.size)
      let lastSequence = NONE
      try {
        while (!ended.aborted) {
          const wanted = sharedFrame().then(async (frame) => ({
            sequence: frame.sequence,
            jpeg: frame.sequence === lastSequence ? null : await encode(frame, options),
          }))
          // A view that cannot begin says why; one that has begun passes over a broken picture, and goes on when the camera is back.
          const picture = lastSequence === NONE ? await wanted : await unlessAborted(wanted, ended)
          if (picture !== null && picture.jpeg !== null) {
            lastSequence = picture.sequence
            yield picture.jpeg
          }
          const pauseMs = picture === null ? FAULT_PAUSE_MS : untilNextTickMs(fps)
          await unlessAborted(new Promise<void>((resolve) => setTimeout(resolve, pauseMs)), ended)
        }
      } finally {
        viewers.delete(viewer)
        viewersOpen.set(viewers.size)
      }
    },
    stop() {
      const count = viewers.size
      for (const viewer of viewers) viewer.abort()
      return count
    },
    get viewers() {
      return viewers.size
    },
  }
}

/** Viewers of one rate wake together, so that they share a frame and its encodings, whenever each began. */
function untilNextTickMs(fps: number): number {
  const intervalMs = 1000 / fps
  return Math.ceil(intervalMs - (monotonicMs() % intervalMs))
}

/** The camera's own bytes go out where neither size nor quality is asked for. */
function keepsBytes({ pixelFormat }: Frame, { widthPx, heightPx, quality }: ViewOptions): boolean {
  return widthPx === null && heightPx === null && quality === null && pixelFormat === 'MJPEG'
}

function encodeView(frame: Frame, { widthPx, heightPx, quality }: ViewOptions): Promise<Buffer> {
  liveEncodingsTotal.inc()
  return decodeMended(frame.data, async (data) => {
    const picture = toSharp({ ...frame, data })
    if (widthPx !== null || heightPx !== null)
      picture.resize(widthPx, heightPx, { fit: 'inside', withoutEnlargement: true, fastShrinkOnLoad: true })
    return picture.jpeg({ quality: quality ?? DEFAULT_QUALITY, optimiseCoding: false }).toBuffer()
  })
}

/** null when it failed (the camera is gone; the view goes on when it is back) or when the viewer left. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve) => {
    const leave = () => resolve(null)
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, leave).finally(() => signal.removeEventListener('abort', leave))
  })
}
