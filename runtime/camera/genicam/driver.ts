/** `genicam:`: GigE Vision and USB3 Vision cameras (Basler and others), through libaravis in a reader process. */
import { ServiceError } from '../../errors.ts'
import type { CameraDriver, PixelFormat } from '../port.ts'
import { startReader } from '../reader/process.ts'
import { openReaderSession } from '../reader/session.ts'
import type { FoundDevice, GenicamReaderOptions } from './configure.ts'

const READER = new URL('./reader.ts', import.meta.url)
const DISCOVER_TIMEOUT_MS = 10_000

export interface GenicamOptions {
  /** The camera's name, serial number or IP address; empty for the first one found. */
  device: string
  /** Of a region in the middle of the sensor, or the sensor's where that is smaller. */
  width: number
  height: number
  fps: number
  pixelFormat?: PixelFormat | undefined
  /** GigE Vision; negotiated where unset. */
  packetSizeBytes?: number | undefined
  /** For a camera whose clock cannot be read: the longest from the start of an exposure to its first packet. */
  latencyMs?: number | undefined
}

/** open() throws CAMERA_NOT_AVAILABLE: library or camera missing, held by another program, no pixel format that fits. */
export function genicamDriver(options: GenicamOptions): CameraDriver {
  let lastSeen: FoundDevice | undefined
  return {
    kind: 'genicam',
    open: (signal) =>
      openReaderSession({
        script: READER,
        options: { ...options, lastSeen } satisfies GenicamReaderOptions,
        signal,
        onDriverState(state) {
          lastSeen = state as FoundDevice
        },
      }),
  }
}

/** Every GenICam camera that answers. Throws CAMERA_NOT_AVAILABLE when libaravis is not installed. */
export function discover(): Promise<FoundDevice[]> {
  return new Promise((resolve, reject) => {
    const fail = (message: string, cause?: string) =>
      reject(new ServiceError('CAMERA_NOT_AVAILABLE', message, { cause }))
    const timer = setTimeout(() => {
      fail('The search for GenICam cameras took too long.')
      void reader.stop()
    }, DISCOVER_TIMEOUT_MS)
    const reader = startReader(
      READER,
      (message) => {
        if (message.type === 'result') resolve(message.result as FoundDevice[])
        if (message.type === 'fault') fail(message.message)
        void reader.stop()
      },
      (how, lastWords) => {
        clearTimeout(timer)
        fail(`The search for GenICam cameras ended by itself (${how}).`, lastWords)
      },
    )
    reader.send({ type: 'open', options: 'discover' })
  })
}
