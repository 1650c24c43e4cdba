/** Flags and ids of include/uapi/linux/videodev2.h and v4l2-controls.h, under the kernel's names. */

export const V4L2_CAP_VIDEO_CAPTURE = 0x0000_0001
export const V4L2_CAP_VIDEO_CAPTURE_MPLANE = 0x0000_1000
export const V4L2_CAP_STREAMING = 0x0400_0000
/** `device_caps` describes this node; `capabilities` describes the whole device. */
export const V4L2_CAP_DEVICE_CAPS = 0x8000_0000

export const V4L2_BUF_TYPE_VIDEO_CAPTURE = 1
export const V4L2_MEMORY_MMAP = 1
export const V4L2_FIELD_NONE = 1
export const V4L2_CAP_TIMEPERFRAME = 0x1000
export const V4L2_FRMSIZE_TYPE_DISCRETE = 1
export const V4L2_FRMIVAL_TYPE_DISCRETE = 1

export const V4L2_BUF_FLAG_ERROR = 0x40
export const V4L2_BUF_FLAG_TIMESTAMP_MASK = 0xe000
export const V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC = 0x2000
export const V4L2_BUF_FLAG_TSTAMP_SRC_SOE = 0x1_0000

export const V4L2_CTRL_TYPE_INTEGER = 1
export const V4L2_CTRL_TYPE_BOOLEAN = 2
export const V4L2_CTRL_TYPE_MENU = 3
export const V4L2_CTRL_TYPE_INTEGER_MENU = 9

export const V4L2_CTRL_FLAG_DISABLED = 0x1
export const V4L2_CTRL_FLAG_READ_ONLY = 0x4
export const V4L2_CTRL_FLAG_INACTIVE = 0x10
export const V4L2_CTRL_FLAG_WRITE_ONLY = 0x40
export const V4L2_CTRL_FLAG_NEXT_CTRL = 0x8000_0000

export const V4L2_CID_BASE = 0x0098_0900
export const V4L2_CID_BRIGHTNESS = V4L2_CID_BASE + 0
export const V4L2_CID_CONTRAST = V4L2_CID_BASE + 1
export const V4L2_CID_SATURATION = V4L2_CID_BASE + 2
export const V4L2_CID_HUE = V4L2_CID_BASE + 3
export const V4L2_CID_AUTO_WHITE_BALANCE = V4L2_CID_BASE + 12
export const V4L2_CID_RED_BALANCE = V4L2_CID_BASE + 14
export const V4L2_CID_BLUE_BALANCE = V4L2_CID_BASE + 15
export const V4L2_CID_GAMMA = V4L2_CID_BASE + 16
export const V4L2_CID_AUTOGAIN = V4L2_CID_BASE + 18
export const V4L2_CID_GAIN = V4L2_CID_BASE + 19
export const V4L2_CID_HFLIP = V4L2_CID_BASE + 20
export const V4L2_CID_VFLIP = V4L2_CID_BASE + 21
export const V4L2_CID_POWER_LINE_FREQUENCY = V4L2_CID_BASE + 24
export const V4L2_CID_HUE_AUTO = V4L2_CID_BASE + 25
export const V4L2_CID_WHITE_BALANCE_TEMPERATURE = V4L2_CID_BASE + 26
export const V4L2_CID_SHARPNESS = V4L2_CID_BASE + 27
export const V4L2_CID_BACKLIGHT_COMPENSATION = V4L2_CID_BASE + 28

export const V4L2_CID_CAMERA_CLASS_BASE = 0x009a_0900
export const V4L2_CID_EXPOSURE_AUTO = V4L2_CID_CAMERA_CLASS_BASE + 1
export const V4L2_CID_EXPOSURE_ABSOLUTE = V4L2_CID_CAMERA_CLASS_BASE + 2
export const V4L2_CID_EXPOSURE_AUTO_PRIORITY = V4L2_CID_CAMERA_CLASS_BASE + 3
export const V4L2_CID_PAN_ABSOLUTE = V4L2_CID_CAMERA_CLASS_BASE + 8
export const V4L2_CID_TILT_ABSOLUTE = V4L2_CID_CAMERA_CLASS_BASE + 9
export const V4L2_CID_FOCUS_ABSOLUTE = V4L2_CID_CAMERA_CLASS_BASE + 10
export const V4L2_CID_FOCUS_AUTO = V4L2_CID_CAMERA_CLASS_BASE + 12
export const V4L2_CID_ZOOM_ABSOLUTE = V4L2_CID_CAMERA_CLASS_BASE + 13
export const V4L2_CID_IRIS_ABSOLUTE = V4L2_CID_CAMERA_CLASS_BASE + 17

/** enum v4l2_exposure_auto_type. The values 0, 2 and 3 are automatic in one way or another. */
export const V4L2_EXPOSURE_MANUAL = 1

/** v4l2_fourcc(): four characters, the first in the lowest byte. */
export function v4l2_fourcc(code: string): number {
  return Buffer.from(code, 'latin1').readUInt32LE(0)
}
