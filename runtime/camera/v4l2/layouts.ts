/**
 * The structs of include/uapi/linux/videodev2.h (and poll.h's) as 64-bit Linux lays them out, the same on x86-64 and arm64, little-endian.
 * Only the fields that are used; test/emulated-machine/layouts.test.ts holds sizes and offsets to what a C compiler says.
 */
import { field, layout, text } from './struct.ts'

export const CAPABILITY = layout('v4l2_capability', 104, {
  driver: text(16, 0),
  card: text(32, 16),
  bus_info: text(32, 48),
  capabilities: field('u32', 84),
  device_caps: field('u32', 88),
})

export const FORMAT_DESCRIPTION = layout('v4l2_fmtdesc', 64, {
  index: field('u32', 0),
  type: field('u32', 4),
  flags: field('u32', 8),
  description: text(32, 12),
  pixelformat: field('u32', 44),
})

export const FRAME_SIZE = layout('v4l2_frmsizeenum', 44, {
  index: field('u32', 0),
  pixel_format: field('u32', 4),
  type: field('u32', 8),
  'discrete.width': field('u32', 12),
  'discrete.height': field('u32', 16),
  'stepwise.min_width': field('u32', 12),
  'stepwise.max_width': field('u32', 16),
  'stepwise.step_width': field('u32', 20),
  'stepwise.min_height': field('u32', 24),
  'stepwise.max_height': field('u32', 28),
  'stepwise.step_height': field('u32', 32),
})

export const FRAME_INTERVAL = layout('v4l2_frmivalenum', 52, {
  index: field('u32', 0),
  pixel_format: field('u32', 4),
  width: field('u32', 8),
  height: field('u32', 12),
  type: field('u32', 16),
  'discrete.numerator': field('u32', 20),
  'discrete.denominator': field('u32', 24),
  'stepwise.min.numerator': field('u32', 20),
  'stepwise.min.denominator': field('u32', 24),
})

export const FORMAT = layout('v4l2_format', 208, {
  type: field('u32', 0),
  'fmt.pix.width': field('u32', 8),
  'fmt.pix.height': field('u32', 12),
  'fmt.pix.pixelformat': field('u32', 16),
  'fmt.pix.field': field('u32', 20),
  'fmt.pix.bytesperline': field('u32', 24),
  'fmt.pix.sizeimage': field('u32', 28),
})

export const STREAM_PARAMETERS = layout('v4l2_streamparm', 204, {
  type: field('u32', 0),
  'parm.capture.capability': field('u32', 4),
  'parm.capture.timeperframe.numerator': field('u32', 12),
  'parm.capture.timeperframe.denominator': field('u32', 16),
})

export const REQUEST_BUFFERS = layout('v4l2_requestbuffers', 20, {
  count: field('u32', 0),
  type: field('u32', 4),
  memory: field('u32', 8),
})

export const BUFFER = layout('v4l2_buffer', 88, {
  index: field('u32', 0),
  type: field('u32', 4),
  bytesused: field('u32', 8),
  flags: field('u32', 12),
  'timestamp.tv_sec': field('s64', 24),
  'timestamp.tv_usec': field('s64', 32),
  sequence: field('u32', 56),
  memory: field('u32', 60),
  'm.offset': field('u32', 64),
  length: field('u32', 72),
})

export const CONTROL = layout('v4l2_control', 8, {
  id: field('u32', 0),
  value: field('s32', 4),
})

export const CONTROL_QUERY = layout('v4l2_query_ext_ctrl', 232, {
  id: field('u32', 0),
  type: field('u32', 4),
  name: text(32, 8),
  minimum: field('s64', 40),
  maximum: field('s64', 48),
  step: field('s64', 56),
  default_value: field('s64', 64),
  flags: field('u32', 72),
})

/** Packed. */
export const MENU_QUERY = layout('v4l2_querymenu', 44, {
  id: field('u32', 0),
  index: field('u32', 4),
  name: text(32, 8),
  value: field('s64', 8),
})

export const POLL = layout('pollfd', 8, {
  fd: field('s32', 0),
  events: field('s16', 4),
  revents: field('s16', 6),
})

/** An enum v4l2_buf_type, which STREAMON and STREAMOFF take by its address. */
export const BUFFER_TYPE = layout('v4l2_buf_type', 4, { type: field('u32', 0) })
