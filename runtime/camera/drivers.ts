/** The scheme of CAMERA_SOURCE picks the driver. */
import { ServiceError } from '../errors.ts'
import { commandDriver } from './command/driver.ts'
import { httpDriver } from './http/driver.ts'
import type { CameraDriver, PixelFormat } from './port.ts'
import { simulatedDriver } from './simulated/driver.ts'

export interface DriverOptions {
  width: number
  height: number
  fps: number
  pixelFormat?: PixelFormat | undefined
  /** How long a frame may take from the start of its exposure to its arrival, where only the arrival is known. */
  latencyMs?: number | undefined
  packetSizeBytes?: number | undefined
}

/** A driver for a source as in `command:ffmpeg …`. Throws CAMERA_NOT_AVAILABLE for a scheme that there is no driver for. */
export function openDriver(source: string, options: DriverOptions): CameraDriver {
  const [scheme = '', ...rest] = source.split(':')
  const address = rest.join(':')
  switch (scheme) {
    case 'simulated':
      return simulatedDriver({ ...options, controls: parsePairs(address) })
    case 'command':
      return commandDriver({ ...options, command: address })
    case 'http':
    case 'https':
      return httpDriver({ ...options, url: source })
    default:
      throw new ServiceError('CAMERA_NOT_AVAILABLE', `There is no camera driver for "${scheme}:".`)
  }
}

/** `fault_stale_queue=4,gain=10` */
function parsePairs(text: string): Record<string, number> {
  const pairs = text.split(',').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => pair.split('=')).map(([name = '', value]) => [name.trim(), Number(value)]),
  )
}
