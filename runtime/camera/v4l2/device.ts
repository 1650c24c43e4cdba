/** An open video device: is it a camera that can be read here, and what it grants of what was asked. */
import { closeSync, constants, openSync } from 'node:fs'
import type { PixelFormat } from '../port.ts'
import { CameraFault } from './faults.ts'
import { chooseFormat, listFormats, type OfferedFormat, rateOf, type Wanted } from './formats.ts'
import { CAPABILITY, FORMAT, STREAM_PARAMETERS } from './layouts.ts'
import { ioctl, tryIoctl } from './libc.ts'
import { Struct } from './struct.ts'
import * as V4L2 from './videodev2.ts'

export interface Capability {
  /** The kernel driver, as in `uvcvideo`. */
  driver: string
  /** Gives pictures in one plane, through mapped memory. */
  isCamera: boolean
  /** Gives them in several planes only, as the image processors of embedded boards do. */
  isMultiPlanar: boolean
}

/** Opens without waiting for frames in DQBUF. Throws Node's own error. */
export function openNode(node: string): number {
  return openSync(node, constants.O_RDWR | constants.O_NONBLOCK)
}

export const closeNode = closeSync

/** What the node is for. Throws SystemError. */
export function queryCapability(fd: number): Capability {
  const struct = new Struct(CAPABILITY)
  ioctl(fd, 'QUERYCAP', struct)
  const all = struct.get('capabilities')
  const own = (all & V4L2.CAP_DEVICE_CAPS) === 0 ? all : struct.get('device_caps')
  const has = (flag: number) => (own & flag) !== 0
  return {
    driver: struct.text('driver'),
    isCamera: has(V4L2.CAP_VIDEO_CAPTURE) && has(V4L2.CAP_STREAMING),
    isMultiPlanar: has(V4L2.CAP_VIDEO_CAPTURE_MPLANE),
  }
}

export interface GrantedStream {
  width: number
  height: number
  fps: number
  pixelFormat: PixelFormat
  bytesPerLine: number
  /** The most that a frame takes; of a raw format every one. */
  imageBytes: number
}

/** Asks for the format, size and rate that fit best. Throws CameraFault or SystemError. */
export function configure(fd: number, node: string, wanted: Wanted): GrantedStream {
  const { isCamera, isMultiPlanar } = queryCapability(fd)
  if (!isCamera) throw new CameraFault(notACamera(node, isMultiPlanar))
  const offered = listFormats(fd)
  const chosen = chooseFormat(offered, wanted)
  if (chosen?.pixelFormat == null) throw new CameraFault(noFormat(node, offered, wanted))
  const format = new Struct(FORMAT, {
    type: V4L2.BUF_TYPE_VIDEO_CAPTURE,
    'fmt.pix.width': wanted.width,
    'fmt.pix.height': wanted.height,
    'fmt.pix.pixelformat': V4L2.fourcc(chosen.code),
    'fmt.pix.field': V4L2.FIELD_NONE,
  })
  ioctl(fd, 'S_FMT', format)
  if (format.get('fmt.pix.pixelformat') !== V4L2.fourcc(chosen.code))
    throw new CameraFault(`${node} lists ${chosen.code} and grants another format: it cannot be read here.`)
  return {
    width: format.get('fmt.pix.width'),
    height: format.get('fmt.pix.height'),
    fps: setRate(fd, wanted.fps),
    pixelFormat: chosen.pixelFormat,
    bytesPerLine: format.get('fmt.pix.bytesperline'),
    imageBytes: format.get('fmt.pix.sizeimage'),
  }
}

/** Gives the rate granted; the one asked for where the device knows no rates. */
function setRate(fd: number, fps: number): number {
  const struct = new Struct(STREAM_PARAMETERS, { type: V4L2.BUF_TYPE_VIDEO_CAPTURE })
  if (tryIoctl(fd, 'G_PARM', struct) !== 0) return fps
  if ((struct.get('parm.capture.capability') & V4L2.CAP_TIMEPERFRAME) !== 0) {
    struct.set('parm.capture.timeperframe.numerator', 1000)
    struct.set('parm.capture.timeperframe.denominator', Math.round(fps * 1000))
    ioctl(fd, 'S_PARM', struct)
  }
  const granted = rateOf(
    struct.get('parm.capture.timeperframe.numerator'),
    struct.get('parm.capture.timeperframe.denominator'),
  )
  return granted > 0 ? granted : fps
}

function notACamera(node: string, isMultiPlanar: boolean): string {
  if (isMultiPlanar)
    return `${node} gives its pictures in several planes, as the camera of an embedded board: read it with command:rpicam-vid, say (see the README).`
  return `${node} gives no pictures: a camera often has a second node for other data; npm run cameras lists the right one.`
}

function noFormat(node: string, offered: OfferedFormat[], { pixelFormat }: Wanted): string {
  const has = offered.map(({ code }) => code).join(', ') || 'none'
  const asked = pixelFormat === undefined ? 'no format that can be made into a picture' : `no ${pixelFormat}`
  return `${node} has ${asked}; it has ${has}. ${pixelFormat === undefined ? 'Read it through ffmpeg with CAMERA_SOURCE=command:ffmpeg …' : 'Leave CAMERA_PIXEL_FORMAT empty to have the best chosen'}.`
}
