/** Requests and constants of include/uapi/linux/videodev2.h, by the names that the header gives them. */
import {
  BUFFER,
  BUFFER_TYPE,
  CAPABILITY,
  CONTROL,
  CONTROL_QUERY,
  FORMAT,
  FORMAT_DESCRIPTION,
  FRAME_INTERVAL,
  FRAME_SIZE,
  MENU_QUERY,
  REQUEST_BUFFERS,
  STREAM_PARAMETERS,
} from './layouts.ts'
import type { Layout } from './struct.ts'

/** include/uapi/asm-generic/ioctl.h, which x86-64 and arm64 share. */
const WRITE = 1
const READ = 2
const request = (direction: number, number: number, { sizeBytes }: Layout) =>
  ((direction << 30) | (sizeBytes << 16) | ('V'.charCodeAt(0) << 8) | number) >>> 0
const IOR = (number: number, layout: Layout) => request(READ, number, layout)
const IOW = (number: number, layout: Layout) => request(WRITE, number, layout)
const IOWR = (number: number, layout: Layout) => request(READ | WRITE, number, layout)

export const VIDIOC = {
  QUERYCAP: IOR(0, CAPABILITY),
  ENUM_FMT: IOWR(2, FORMAT_DESCRIPTION),
  S_FMT: IOWR(5, FORMAT),
  REQBUFS: IOWR(8, REQUEST_BUFFERS),
  QUERYBUF: IOWR(9, BUFFER),
  QBUF: IOWR(15, BUFFER),
  DQBUF: IOWR(17, BUFFER),
  STREAMON: IOW(18, BUFFER_TYPE),
  STREAMOFF: IOW(19, BUFFER_TYPE),
  G_PARM: IOWR(21, STREAM_PARAMETERS),
  S_PARM: IOWR(22, STREAM_PARAMETERS),
  G_CTRL: IOWR(27, CONTROL),
  S_CTRL: IOWR(28, CONTROL),
  QUERYMENU: IOWR(37, MENU_QUERY),
  ENUM_FRAMESIZES: IOWR(74, FRAME_SIZE),
  ENUM_FRAMEINTERVALS: IOWR(75, FRAME_INTERVAL),
  QUERY_EXT_CTRL: IOWR(103, CONTROL_QUERY),
} as const
export type Request = keyof typeof VIDIOC

export const CAP_VIDEO_CAPTURE = 0x0000_0001
export const CAP_VIDEO_CAPTURE_MPLANE = 0x0000_1000
export const CAP_STREAMING = 0x0400_0000
/** `device_caps` is of this node, where `capabilities` is of the whole device. */
export const CAP_DEVICE_CAPS = 0x8000_0000

export const BUF_TYPE_VIDEO_CAPTURE = 1
export const MEMORY_MMAP = 1
export const FIELD_NONE = 1
export const CAP_TIMEPERFRAME = 0x1000
export const FRMSIZE_TYPE_DISCRETE = 1
export const FRMIVAL_TYPE_DISCRETE = 1

export const BUF_FLAG_ERROR = 0x40
export const BUF_FLAG_TIMESTAMP_MASK = 0xe000
export const BUF_FLAG_TIMESTAMP_MONOTONIC = 0x2000
export const BUF_FLAG_TSTAMP_SRC_MASK = 0x7_0000
export const BUF_FLAG_TSTAMP_SRC_SOE = 0x1_0000

/** v4l2_fourcc(): four characters, the first in the lowest byte. */
export function fourcc(code: string): number {
  return Buffer.from(code, 'latin1').readUInt32LE(0)
}
