/**
 * The live view: each distinct size and quality is encoded once per frame, however many watch; nothing runs while nobody
 * watches. Encodings take turns with the other decodes (decode-queue.ts).
 */
import { monotonicMs } from '../clock.ts'
import type { DecodeQueue } from '../decode-queue.ts'
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
/** Pictures of one frame, for those who ask for the same again. */
const MAX_KEPT = 16
const NONE = -1
/** The camera has no newer frame than the viewer. */
const UNCHANGED = { sequence: NONE, jpeg: null }

export interface LiveViewOptions {
  maxViewers: number
  decodes: DecodeQueue
}

interface Picture {
  sequence: number
  jpeg: Buffer
}

export function openLiveView(camera: Camera, { maxViewers, decodes }: LiveViewOptions): LiveView {
  const viewers = new Set<AbortController>()
  /** What waits for its turn encodes the newest frame there is then, so that however many wait, one frame is held. */
  let newest: Frame | null = null
  /** By size and quality: whoever asks for the same waits for the same. */
  const waiting = new Map<string, Promise<Picture>>()
  let made: { frame: Frame | null; pictures: Map<string, Promise<Picture>> } = {
    frame: null,
    pictures: new Map(),
  }
  /** One request to the camera at a time serves every viewer. */
  let nextFrame: Promise<Frame> | null = null

  /** A picture of this frame, or of a newer one. */
  const encode = (frame: Frame, { client, ...options }: ViewOptions): Promise<Picture> => {
    if (keepsBytes(frame, options)) return Promise.resolve({ sequence: frame.sequence, jpeg: frame.data })
    if (newest === null || frame.exposedAtMs >= newest.exposedAtMs) newest = frame
    const key = `${options.widthPx}x${options.heightPx}q${options.quality}`
    const known = waiting.get(key) ?? (made.frame === newest ? made.pictures.get(key) : undefined)
    if (known !== undefined) return known
    const picture = decodes.run(client, () => {
      waiting.delete(key)
      const current = newest ?? frame
      if (made.frame !== current) made = { frame: current, pictures: new Map() }
      made.pictures.set(key, picture)
      for (const oldest of made.pictures.keys())
        if (made.pictures.size > MAX_KEPT) made.pictures.delete(oldest)
      return encodeView(current, options)
    })
    waiting.set(key, picture)
    // Refused, its turn never comes. A failure belongs to those who wait for it, who may have left.
    picture.catch(() => waiting.get(key) === picture && waiting.delete(key))
    return picture
  }
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
      const { jpeg } = await encode(await camera.frame({ notBeforeMs, signal }), options)
      return jpeg
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
          const wanted: Promise<{ sequence: number; jpeg: Buffer | null }> = sharedFrame().then(
            async (frame) => (frame.sequence === lastSequence ? UNCHANGED : encode(frame, options)),
          )
          // A view that cannot begin says why; one that has begun passes over a broken picture, and goes on when the camera is back.
          const picture = lastSequence === NONE ? await wanted : await unlessAborted(wanted, ended)
          if (picture !== null && picture.sequence !== lastSequence && picture.jpeg !== null) {
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
function keepsBytes(
  { pixelFormat }: Frame,
  { widthPx, heightPx, quality }: Omit<ViewOptions, 'client'>,
): boolean {
  return widthPx === null && heightPx === null && quality === null && pixelFormat === 'MJPEG'
}

async function encodeView(
  frame: Frame,
  { widthPx, heightPx, quality }: Omit<ViewOptions, 'client'>,
): Promise<Picture> {
  liveEncodingsTotal.inc()
  const jpeg = await decodeMended(frame.data, async (data) => {
    const picture = toSharp({ ...frame, data })
    if (widthPx !== null || heightPx !== null)
      picture.resize(widthPx, heightPx, { fit: 'inside', withoutEnlargement: true, fastShrinkOnLoad: true })
    return picture.jpeg({ quality: quality ?? DEFAULT_QUALITY, optimiseCoding: false }).toBuffer()
  })
  return { sequence: frame.sequence, jpeg }
}

/** null when it failed (the camera is gone; the view goes on when it is back) or when the viewer left. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve) => {
    const leave = () => resolve(null)
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, leave).finally(() => signal.removeEventListener('abort', leave))
  })
}
