/**
 * The structs of include/uapi/linux/videodev2.h and poll.h as 64-bit Linux lays them out, the same on x86-64 and arm64. koffi
 * counts sizes and offsets; test/emulated-machine/structs.test.ts compares each of them with what C compilers say.
 */
import koffi, { type TypeObject } from 'koffi'

declare const VALUE: unique symbol
/** A C type, and what koffi makes of it in JavaScript. */
export type CType<Value> = TypeObject & { [VALUE]?: Value }

type Member = 'uint8' | 'int16' | 'uint32' | 'int32' | 'int64' | `char [${number}]` | CType<unknown>
type ValueOf<M> = M extends CType<infer Value> ? Value : M extends `char [${number}]` ? string : number
type Values<Members> = { [Name in keyof Members]: ValueOf<Members[Name]> }

const struct = <Members extends Record<string, Member>>(name: string, members: Members) =>
  koffi.struct(name, members) as CType<Values<Members>>
const packed = <Members extends Record<string, Member>>(name: string, members: Members) =>
  koffi.pack(name, members) as CType<Values<Members>>
const union = <Members extends Record<string, Member>>(name: string, members: Members) =>
  koffi.union(name, members) as CType<Values<Members>>
const reserved = (words: number) => koffi.array('uint32', words) as CType<unknown>

export const v4l2_capability = struct('v4l2_capability', {
  driver: 'char [16]',
  card: 'char [32]',
  bus_info: 'char [32]',
  version: 'uint32',
  capabilities: 'uint32',
  device_caps: 'uint32',
  reserved: reserved(3),
})

export const v4l2_fmtdesc = struct('v4l2_fmtdesc', {
  index: 'uint32',
  type: 'uint32',
  flags: 'uint32',
  description: 'char [32]',
  pixelformat: 'uint32',
  mbus_code: 'uint32',
  reserved: reserved(3),
})

const v4l2_frmsize_discrete = struct('v4l2_frmsize_discrete', { width: 'uint32', height: 'uint32' })
const v4l2_frmsize_stepwise = struct('v4l2_frmsize_stepwise', {
  min_width: 'uint32',
  max_width: 'uint32',
  step_width: 'uint32',
  min_height: 'uint32',
  max_height: 'uint32',
  step_height: 'uint32',
})
/** The union has no name in C. It is called `anonymous` here and in the structs below. */
export const v4l2_frmsizeenum = struct('v4l2_frmsizeenum', {
  index: 'uint32',
  pixel_format: 'uint32',
  type: 'uint32',
  anonymous: union('v4l2_frmsizeenum_union', {
    discrete: v4l2_frmsize_discrete,
    stepwise: v4l2_frmsize_stepwise,
  }),
  reserved: reserved(2),
})

const v4l2_fract = struct('v4l2_fract', { numerator: 'uint32', denominator: 'uint32' })
const v4l2_frmival_stepwise = struct('v4l2_frmival_stepwise', {
  min: v4l2_fract,
  max: v4l2_fract,
  step: v4l2_fract,
})
export const v4l2_frmivalenum = struct('v4l2_frmivalenum', {
  index: 'uint32',
  pixel_format: 'uint32',
  width: 'uint32',
  height: 'uint32',
  type: 'uint32',
  anonymous: union('v4l2_frmivalenum_union', { discrete: v4l2_fract, stepwise: v4l2_frmival_stepwise }),
  reserved: reserved(2),
})

const v4l2_pix_format = struct('v4l2_pix_format', {
  width: 'uint32',
  height: 'uint32',
  pixelformat: 'uint32',
  field: 'uint32',
  bytesperline: 'uint32',
  sizeimage: 'uint32',
  colorspace: 'uint32',
  priv: 'uint32',
  flags: 'uint32',
  ycbcr_enc: 'uint32',
  quantization: 'uint32',
  xfer_func: 'uint32',
})
/** Pointers among the other members of `fmt` align it to 8 bytes. */
const v4l2_format_fmt = union('v4l2_format_fmt', {
  pix: v4l2_pix_format,
  raw_data: koffi.array('int64', 25) as CType<unknown>,
})
export const v4l2_format = struct('v4l2_format', { type: 'uint32', fmt: v4l2_format_fmt })

const v4l2_captureparm = struct('v4l2_captureparm', {
  capability: 'uint32',
  capturemode: 'uint32',
  timeperframe: v4l2_fract,
  extendedmode: 'uint32',
  readbuffers: 'uint32',
  reserved: reserved(4),
})
export const v4l2_streamparm = struct('v4l2_streamparm', {
  type: 'uint32',
  parm: union('v4l2_streamparm_parm', { capture: v4l2_captureparm, raw_data: reserved(50) }),
})

export const v4l2_requestbuffers = struct('v4l2_requestbuffers', {
  count: 'uint32',
  type: 'uint32',
  memory: 'uint32',
  capabilities: 'uint32',
  flags: 'uint8',
  reserved: koffi.array('uint8', 3) as CType<unknown>,
})

const timeval = struct('timeval', { tv_sec: 'int64', tv_usec: 'int64' })
export const v4l2_buffer = struct('v4l2_buffer', {
  index: 'uint32',
  type: 'uint32',
  bytesused: 'uint32',
  flags: 'uint32',
  field: 'uint32',
  timestamp: timeval,
  timecode: reserved(4),
  sequence: 'uint32',
  memory: 'uint32',
  m: union('v4l2_buffer_m', { offset: 'uint32', userptr: 'int64' }),
  length: 'uint32',
  reserved2: 'uint32',
  request_fd: 'int32',
})

export const v4l2_control = struct('v4l2_control', { id: 'uint32', value: 'int32' })

export const v4l2_query_ext_ctrl = struct('v4l2_query_ext_ctrl', {
  id: 'uint32',
  type: 'uint32',
  name: 'char [32]',
  minimum: 'int64',
  maximum: 'int64',
  step: 'int64',
  default_value: 'int64',
  flags: 'uint32',
  elem_size: 'uint32',
  elems: 'uint32',
  nr_of_dims: 'uint32',
  dims: reserved(4),
  reserved: reserved(32),
})

export const v4l2_querymenu = packed('v4l2_querymenu', {
  id: 'uint32',
  index: 'uint32',
  anonymous: union('v4l2_querymenu_union', {
    name: 'char [32]',
    value: koffi.array('uint8', 8) as CType<Uint8Array>,
  }),
  reserved: 'uint32',
})

export const pollfd = struct('pollfd', { fd: 'int32', events: 'int16', revents: 'int16' })

/** STREAMON and STREAMOFF take an enum v4l2_buf_type by its address. */
export const v4l2_buf_type = koffi.type('uint32') as CType<number>
