/** The scheme of CAMERA_SOURCE picks the driver. */
import { ServiceError } from '../errors.ts'
import { commandDriver } from './command/driver.ts'
import { genicamDriver } from './genicam/driver.ts'
import { httpDriver } from './http/driver.ts'
import type { TlsTrust } from './http/tls-trust.ts'
import type { CameraDriver, PixelFormat } from './port.ts'
import { simulatedDriver } from './simulated/driver.ts'
import { v4l2Driver } from './v4l2/driver.ts'
import { webcamDriver } from './webcam/driver.ts'

export interface DriverOptions {
  width: number
  height: number
  fps: number
  pixelFormat?: PixelFormat | undefined
  /** How long a frame may take from the start of its exposure to its arrival, where only the arrival is known. */
  latencyMs?: number | undefined
  /** Where latencies that the service measures are kept; nothing is measured where it is left out. */
  latencyFile?: string | undefined
  packetSizeBytes?: number | undefined
  /** Which certificates of network cameras are trusted. */
  tls?: TlsTrust | undefined
}

/**
 * A driver for a source as in `command:ffmpeg …`. An unknown scheme gives a camera that can never be opened and says so,
 * so that the service starts, serves its stored pictures, and reports what is wrong.
 */
export function openDriver(source: string, options: DriverOptions): CameraDriver {
  const [scheme = '', ...rest] = source.split(':')
  const address = rest.join(':')
  switch (scheme) {
    case 'simulated':
      return simulatedDriver({ ...options, controls: parsePairs(address) })
    case 'command':
      return commandDriver({ ...options, command: address })
    case 'v4l2':
      return v4l2Driver({ ...options, path: address })
    case 'webcam':
      return webcamDriver({ ...options, device: address })
    case 'genicam':
      return genicamDriver({ ...options, device: address })
    case 'http':
    case 'https':
      return httpDriver({ ...options, url: source })
    default:
      return {
        kind: scheme,
        open: () =>
          Promise.reject(
            new ServiceError(
              'CAMERA_NOT_AVAILABLE',
              `CAMERA_SOURCE has the unknown scheme "${scheme}:". Expected v4l2:, genicam:, http:, command:, webcam or simulated.`,
            ),
          ),
      }
  }
}

/** `fault_stale_queue=4,gain=10` */
function parsePairs(text: string): Record<string, number> {
  const pairs = text.split(',').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => pair.split('=')).map(([name = '', value]) => [name.trim(), Number(value)]),
  )
}
