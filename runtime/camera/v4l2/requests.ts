/** The ioctl requests of include/uapi/linux/videodev2.h, each with the struct that it takes. */
import koffi from 'koffi'
import type { CType } from './structs.ts'
import * as structs from './structs.ts'

export interface Request<Value = unknown> {
  /** The kernel's name, for messages. */
  name: string
  number: number
  type: CType<Value>
}

/** include/uapi/asm-generic/ioctl.h, which x86-64 and arm64 share. */
const WRITE = 1
const READ = 2
function request<Value>(name: string, direction: number, number: number, type: CType<Value>): Request<Value> {
  const code = (direction << 30) | (koffi.sizeof(type) << 16) | ('V'.charCodeAt(0) << 8) | number
  return { name, number: code >>> 0, type }
}
const _IOR = <Value>(name: string, number: number, type: CType<Value>) => request(name, READ, number, type)
const _IOW = <Value>(name: string, number: number, type: CType<Value>) => request(name, WRITE, number, type)
const _IOWR = <Value>(name: string, number: number, type: CType<Value>) =>
  request(name, READ | WRITE, number, type)

export const VIDIOC_QUERYCAP = _IOR('VIDIOC_QUERYCAP', 0, structs.v4l2_capability)
export const VIDIOC_ENUM_FMT = _IOWR('VIDIOC_ENUM_FMT', 2, structs.v4l2_fmtdesc)
export const VIDIOC_S_FMT = _IOWR('VIDIOC_S_FMT', 5, structs.v4l2_format)
export const VIDIOC_REQBUFS = _IOWR('VIDIOC_REQBUFS', 8, structs.v4l2_requestbuffers)
export const VIDIOC_QUERYBUF = _IOWR('VIDIOC_QUERYBUF', 9, structs.v4l2_buffer)
export const VIDIOC_QBUF = _IOWR('VIDIOC_QBUF', 15, structs.v4l2_buffer)
export const VIDIOC_DQBUF = _IOWR('VIDIOC_DQBUF', 17, structs.v4l2_buffer)
export const VIDIOC_STREAMON = _IOW('VIDIOC_STREAMON', 18, structs.v4l2_buf_type)
export const VIDIOC_STREAMOFF = _IOW('VIDIOC_STREAMOFF', 19, structs.v4l2_buf_type)
export const VIDIOC_G_PARM = _IOWR('VIDIOC_G_PARM', 21, structs.v4l2_streamparm)
export const VIDIOC_S_PARM = _IOWR('VIDIOC_S_PARM', 22, structs.v4l2_streamparm)
export const VIDIOC_G_CTRL = _IOWR('VIDIOC_G_CTRL', 27, structs.v4l2_control)
export const VIDIOC_S_CTRL = _IOWR('VIDIOC_S_CTRL', 28, structs.v4l2_control)
export const VIDIOC_QUERYMENU = _IOWR('VIDIOC_QUERYMENU', 37, structs.v4l2_querymenu)
export const VIDIOC_ENUM_FRAMESIZES = _IOWR('VIDIOC_ENUM_FRAMESIZES', 74, structs.v4l2_frmsizeenum)
export const VIDIOC_ENUM_FRAMEINTERVALS = _IOWR('VIDIOC_ENUM_FRAMEINTERVALS', 75, structs.v4l2_frmivalenum)
export const VIDIOC_QUERY_EXT_CTRL = _IOWR('VIDIOC_QUERY_EXT_CTRL', 103, structs.v4l2_query_ext_ctrl)
