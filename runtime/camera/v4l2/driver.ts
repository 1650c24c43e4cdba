/** `v4l2:`: USB and built-in cameras on Linux, through the kernel's interface, in a reader process. */
import { watch } from 'node:fs/promises'
import { ServiceError } from '../../errors.ts'
import type { CameraDriver, LatencyBound, PixelFormat } from '../port.ts'
import { startReader } from '../reader/process.ts'
import { openReaderSession } from '../reader/session.ts'
import { resolveAddress } from './address.ts'
import type { V4l2Camera } from './describe.ts'
import type { Identity } from './identity.ts'
import { knownLatency } from './known-latency.ts'
import type { V4l2Task } from './reader.ts'

const READER = new URL('./reader.ts', import.meta.url)
const VIDEO_NODE = /^video\d+$/
const DESCRIBE_TIMEOUT_MS = 10_000

export interface V4l2Options {
  /** A device path (`/dev/video0`, `/dev/v4l/by-id/…`), `serial=…` or `bus=…`. */
  path: string
  width: number
  height: number
  fps: number
  /** Chosen where unset: the camera's own JPEGs where they give the size and rate, else the best raw format that does. */
  pixelFormat?: PixelFormat | undefined
  /** The longest time from the start of an exposure to the kernel's stamp, where somebody measured it. */
  latencyMs?: number | undefined
  /** Where measured latencies are kept. Nothing is measured where it is left out. */
  latencyFile?: string | undefined
  /** The longest that a measurement may take; 10 s where left out. */
  measureLimitMs?: number | undefined
}

/**
 * The address is resolved at each opening, and a number means the camera that was there at the first one. A camera of a model that
 * nobody has measured is measured before open() returns, so before the first capture.
 * open() throws CAMERA_NOT_AVAILABLE: missing, held by which program, denied to which group, refused format.
 */
export function v4l2Driver(allOptions: V4l2Options): CameraDriver {
  const { path, latencyMs, latencyFile, measureLimitMs, ...options } = allOptions
  const latency: LatencyBound | undefined =
    latencyMs === undefined ? undefined : { boundMs: latencyMs, source: 'measured' }
  const knowledge = latencyFile === undefined ? undefined : knownLatency(latencyFile, measureLimitMs)
  let lastSeen: Identity | undefined
  return {
    kind: 'v4l2',
    async open(signal) {
      // Here and not in the reader: while a camera is away, to look for it costs no process.
      const camera = resolveAddress(path, lastSeen)
      const session = await openReaderSession({
        script: READER,
        options: { ...options, camera, latency } satisfies V4l2Task,
        signal,
        onDriverState(state) {
          lastSeen = state as Identity
        },
      })
      if (latency === undefined) await knowledge?.apply(session, camera, signal)
      return session
    },
    async pluggedIn(signal) {
      // A change of who may open it counts too: udev gives a new node to its group a moment after the kernel has made it.
      for await (const { filename } of watch('/dev', { signal })) if (VIDEO_NODE.test(filename ?? '')) return
    },
  }
}

/** Every camera that the kernel knows, with what it offers and who holds it. Throws CAMERA_NOT_AVAILABLE when one of them does not answer. */
export function describeV4l2Cameras(): Promise<V4l2Camera[]> {
  return new Promise((resolve, reject) => {
    const fail = (message: string, cause?: string) =>
      reject(new ServiceError('CAMERA_NOT_AVAILABLE', message, { cause }))
    const timer = setTimeout(() => {
      fail(
        'The search for video devices took too long: one of them does not answer. Unplug them one after the other.',
      )
      void reader.stop()
    }, DESCRIBE_TIMEOUT_MS)
    const reader = startReader(
      READER,
      (message) => {
        if (message.type === 'result') resolve(message.result as V4l2Camera[])
        if (message.type === 'fault') fail(message.message)
        void reader.stop()
      },
      (how, lastWords) => {
        clearTimeout(timer)
        fail(`The search for video devices ended by itself (${how}).`, lastWords)
      },
    )
    reader.send({ type: 'open', options: 'describe' satisfies V4l2Task })
  })
}
