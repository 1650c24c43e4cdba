/** The live view: each distinct size and quality is encoded once per frame, however many watch; nothing runs while nobody does. */
import { monotonicMs } from '../clock.ts'
import type { LiveView, ViewOptions } from '../device.ts'
import { ServiceError } from '../errors.ts'
import { viewersOpen } from '../metrics.ts'
import { toSharp } from './pixels.ts'
import type { Camera, Frame } from './port.ts'

const DEFAULT_QUALITY = 80
const RETRY_AFTER_S = 5
/** After a fault the view asks again this often. */
const FAULT_PAUSE_MS = 250
const FRAME_TIMEOUT_MS = 5_000
const NONE = -1

export function openLiveView(camera: Camera, { maxViewers }: { maxViewers: number }): LiveView {
  const viewers = new Set<AbortController>()
  /** Encodings of the newest frame, by size and quality: whoever asks for the same waits for the same. */
  let newest: { sequence: number; encodings: Map<string, Promise<Buffer>> } = {
    sequence: -1,
    encodings: new Map(),
  }
  /** One request to the camera at a time serves every viewer. */
  let nextFrame: Promise<Frame> | null = null

  const encode = (frame: Frame, options: ViewOptions): Promise<Buffer> => {
    if (frame.sequence !== newest.sequence) newest = { sequence: frame.sequence, encodings: new Map() }
    const key = `${options.widthPx}x${options.heightPx}q${options.quality}`
    const encoding = newest.encodings.get(key) ?? encodeView(frame, options)
    newest.encodings.set(key, encoding)
    return encoding
  }
  const sharedFrame = (): Promise<Frame> => {
    const timeout = AbortSignal.timeout(FRAME_TIMEOUT_MS)
    nextFrame ??= camera
      .frame({ notBeforeMs: monotonicMs(), signal: timeout })
      .catch((error) => {
        if (!timeout.aborted) throw error
        throw new ServiceError('CAPTURE_TIMEOUT', 'The camera gives no frames; check its cable and power.', {
          cause: error,
        })
      })
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
          const startedAtMs = monotonicMs()
          const wanted = sharedFrame().then((frame) => ({ frame, jpeg: encode(frame, options) }))
          // A view that cannot begin says why; one that has begun goes on when the camera is back.
          const picture = lastSequence === NONE ? await wanted : await unlessAborted(wanted, ended)
          if (picture !== null && picture.frame.sequence !== lastSequence) {
            lastSequence = picture.frame.sequence
            yield await picture.jpeg
          }
          const pauseMs = picture === null ? FAULT_PAUSE_MS : 1000 / fps - (monotonicMs() - startedAtMs)
          if (pauseMs > 0)
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

/** The camera's own bytes where neither size nor quality is asked for. */
async function encodeView(frame: Frame, { widthPx, heightPx, quality }: ViewOptions): Promise<Buffer> {
  const resized = widthPx !== null || heightPx !== null
  if (!resized && quality === null && frame.pixelFormat === 'MJPEG') return frame.data
  const picture = toSharp(frame)
  if (resized)
    picture.resize(widthPx, heightPx, { fit: 'inside', withoutEnlargement: true, fastShrinkOnLoad: true })
  return picture.jpeg({ quality: quality ?? DEFAULT_QUALITY, optimiseCoding: false }).toBuffer()
}

/** null when it failed (the camera is gone; the view goes on when it is back) or when the viewer left. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve) => {
    const leave = () => resolve(null)
    signal.addEventListener('abort', leave, { once: true })
    promise.then(resolve, leave).finally(() => signal.removeEventListener('abort', leave))
  })
}
