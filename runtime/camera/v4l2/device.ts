/** Opens a video device, checks that it is a camera, and negotiates format, size and rate. */
import { closeSync, constants, openSync } from 'node:fs'
import type { PixelFormat } from '../port.ts'
import { CameraFault } from './faults.ts'
import { chooseFormat, listFormats, type OfferedFormat, rateOf, type Wanted } from './formats.ts'
import { ioctl, tryIoctl } from './libc.ts'
import * as requests from './requests.ts'
import {
  V4L2_BUF_TYPE_VIDEO_CAPTURE,
  V4L2_CAP_DEVICE_CAPS,
  V4L2_CAP_STREAMING,
  V4L2_CAP_TIMEPERFRAME,
  V4L2_CAP_VIDEO_CAPTURE,
  V4L2_CAP_VIDEO_CAPTURE_MPLANE,
  V4L2_FIELD_NONE,
  v4l2_fourcc,
} from './videodev2.ts'

export interface Capability {
  /** The kernel driver, as in `uvcvideo`. */
  driver: string
  /** Gives pictures in one plane, through mapped memory. */
  isCamera: boolean
  /** Gives them in several planes only, as the image processors of embedded boards do. */
  isMultiPlanar: boolean
}

/** Opens the node so that DQBUF never waits. Throws Node's own error. */
export function openNode(node: string): number {
  return openSync(node, constants.O_RDWR | constants.O_NONBLOCK)
}

export const closeNode = closeSync

/** What the node can do. Throws SystemError. */
export function queryCapability(fd: number): Capability {
  const { driver, capabilities, device_caps } = ioctl(fd, requests.VIDIOC_QUERYCAP, {})
  const own = (capabilities & V4L2_CAP_DEVICE_CAPS) === 0 ? capabilities : device_caps
  const has = (flag: number) => (own & flag) !== 0
  return {
    driver,
    isCamera: has(V4L2_CAP_VIDEO_CAPTURE) && has(V4L2_CAP_STREAMING),
    isMultiPlanar: has(V4L2_CAP_VIDEO_CAPTURE_MPLANE),
  }
}

export interface GrantedStream {
  width: number
  height: number
  fps: number
  pixelFormat: PixelFormat
  bytesPerLine: number
  /** The largest size of a frame; every frame of a raw format has it. */
  imageBytes: number
}

/** Asks for the format, size and rate that fit best. Throws CameraFault or SystemError. */
export function configure(fd: number, node: string, wanted: Wanted): GrantedStream {
  const { isCamera, isMultiPlanar } = queryCapability(fd)
  if (!isCamera) throw new CameraFault(notACamera(node, isMultiPlanar))
  const offered = listFormats(fd)
  const chosen = chooseFormat(offered, wanted)
  if (chosen?.pixelFormat == null) throw new CameraFault(noFormat(node, offered, wanted))
  const { fmt } = ioctl(fd, requests.VIDIOC_S_FMT, {
    type: V4L2_BUF_TYPE_VIDEO_CAPTURE,
    fmt: {
      pix: {
        width: wanted.width,
        height: wanted.height,
        pixelformat: v4l2_fourcc(chosen.code),
        field: V4L2_FIELD_NONE,
      },
    },
  })
  const granted = fmt.pix
  if (granted.pixelformat !== v4l2_fourcc(chosen.code))
    throw new CameraFault(
      `${node} lists the format ${chosen.code} and grants another one, so it cannot be read. Set CAMERA_PIXEL_FORMAT to another format.`,
    )
  return {
    width: granted.width,
    height: granted.height,
    fps: setRate(fd, wanted.fps),
    pixelFormat: chosen.pixelFormat,
    bytesPerLine: granted.bytesperline,
    imageBytes: granted.sizeimage,
  }
}

/** Returns the granted rate, or the one asked for where the device knows no rates. Throws SystemError. */
function setRate(fd: number, fps: number): number {
  const type = V4L2_BUF_TYPE_VIDEO_CAPTURE
  const { errno, answer } = tryIoctl(fd, requests.VIDIOC_G_PARM, { type })
  if (errno !== 0) return fps
  const { capture } = answer.parm
  if ((capture.capability & V4L2_CAP_TIMEPERFRAME) === 0)
    return rateOf(capture.timeperframe.numerator, capture.timeperframe.denominator) || fps
  const timeperframe = { numerator: 1000, denominator: Math.round(fps * 1000) }
  const set = ioctl(fd, requests.VIDIOC_S_PARM, { type, parm: { capture: { ...capture, timeperframe } } })
  const granted = set.parm.capture.timeperframe
  return rateOf(granted.numerator, granted.denominator) || fps
}

function notACamera(node: string, isMultiPlanar: boolean): string {
  if (isMultiPlanar)
    return `${node} gives its pictures in several planes, as cameras of embedded boards do. Read it with CAMERA_SOURCE=command:rpicam-vid … (see docs/CAMERAS.md).`
  return `${node} gives no pictures. A camera often has a second node for other data: npm run cameras lists the right one.`
}

function noFormat(node: string, offered: OfferedFormat[], { pixelFormat }: Wanted): string {
  const has = offered.map(({ code }) => code).join(', ') || 'none'
  if (pixelFormat === undefined)
    return `${node} has no pixel format that this service can read. It has: ${has}. Read it through ffmpeg with CAMERA_SOURCE=command:ffmpeg ….`
  return `${node} does not have the pixel format ${pixelFormat}. It has: ${has}. Leave CAMERA_PIXEL_FORMAT empty to have the best one chosen.`
}
