/** The scheme of CAMERA_SOURCE picks the driver. */
import { ServiceError } from '../errors.ts'
import { commandDriver } from './command/driver.ts'
import { genicamDriver } from './genicam/driver.ts'
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

/**
 * A driver for a source as in `command:ffmpeg …`. One without a driver yet gives a camera that can never be opened and says so,
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
      return commandDriver({ ...options, command: ffmpegV4l2(address, options) })
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
              `There is no driver for "${scheme}:" yet: set CAMERA_SOURCE to v4l2:, genicam:, http: or command: (see the README).`,
            ),
          ),
      }
  }
}

/** A camera of the kernel, read by ffmpeg: its own JPEGs untouched, or encoded where a raw format is asked for. */
function ffmpegV4l2(device: string, { width, height, fps, pixelFormat = 'MJPEG' }: DriverOptions): string {
  const formats: Record<PixelFormat, string> = {
    MJPEG: 'mjpeg',
    YUYV: 'yuyv422',
    UYVY: 'uyvy422',
    NV12: 'nv12',
    RGB24: 'rgb24',
    BGR24: 'bgr24',
    GREY: 'gray',
  }
  const codec = pixelFormat === 'MJPEG' ? 'copy' : 'mjpeg -q:v 2'
  const input = `-f v4l2 -input_format ${formats[pixelFormat]} -framerate ${fps} -video_size ${width}x${height} -i '${device}'`
  return `ffmpeg -hide_banner -loglevel error ${input} -c:v ${codec} -f mjpeg -`
}

/** `fault_stale_queue=4,gain=10` */
function parsePairs(text: string): Record<string, number> {
  const pairs = text.split(',').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => pair.split('=')).map(([name = '', value]) => [name.trim(), Number(value)]),
  )
}
