/** The controls that the service gives a name, with their units. */
import * as V4L2 from './videodev2.ts'

/** The automatic mode of a control: while its value is not `manual`, the camera sets the control itself. */
export interface Ruler {
  id: number
  manual: number
}

export interface KnownControl {
  name: string
  /** One unit of the service is this many units of V4L2. */
  perUnit?: number
  ruler?: Ruler
}

const AUTO_WHITE_BALANCE: Ruler = { id: V4L2.V4L2_CID_AUTO_WHITE_BALANCE, manual: 0 }
const AUTO_GAIN: Ruler = { id: V4L2.V4L2_CID_AUTOGAIN, manual: 0 }
const AUTO_HUE: Ruler = { id: V4L2.V4L2_CID_HUE_AUTO, manual: 0 }
const AUTO_EXPOSURE: Ruler = { id: V4L2.V4L2_CID_EXPOSURE_AUTO, manual: V4L2.V4L2_EXPOSURE_MANUAL }
const AUTO_FOCUS: Ruler = { id: V4L2.V4L2_CID_FOCUS_AUTO, manual: 0 }

export const KNOWN_CONTROLS = new Map<number, KnownControl>([
  [V4L2.V4L2_CID_BRIGHTNESS, { name: 'brightness' }],
  [V4L2.V4L2_CID_CONTRAST, { name: 'contrast' }],
  [V4L2.V4L2_CID_SATURATION, { name: 'saturation' }],
  [V4L2.V4L2_CID_HUE, { name: 'hue', ruler: AUTO_HUE }],
  [AUTO_WHITE_BALANCE.id, { name: 'auto_white_balance' }],
  [V4L2.V4L2_CID_RED_BALANCE, { name: 'white_balance_red', ruler: AUTO_WHITE_BALANCE }],
  [V4L2.V4L2_CID_BLUE_BALANCE, { name: 'white_balance_blue', ruler: AUTO_WHITE_BALANCE }],
  [V4L2.V4L2_CID_GAMMA, { name: 'gamma' }],
  [AUTO_GAIN.id, { name: 'auto_gain' }],
  [V4L2.V4L2_CID_GAIN, { name: 'gain', ruler: AUTO_GAIN }],
  [V4L2.V4L2_CID_HFLIP, { name: 'flip_horizontally' }],
  [V4L2.V4L2_CID_VFLIP, { name: 'flip_vertically' }],
  [V4L2.V4L2_CID_POWER_LINE_FREQUENCY, { name: 'power_line_frequency' }],
  [AUTO_HUE.id, { name: 'auto_hue' }],
  [V4L2.V4L2_CID_WHITE_BALANCE_TEMPERATURE, { name: 'white_balance_k', ruler: AUTO_WHITE_BALANCE }],
  [V4L2.V4L2_CID_SHARPNESS, { name: 'sharpness' }],
  [V4L2.V4L2_CID_BACKLIGHT_COMPENSATION, { name: 'backlight_compensation' }],
  [AUTO_EXPOSURE.id, { name: 'auto_exposure' }],
  // V4L2_CID_EXPOSURE_ABSOLUTE counts in 100 µs.
  [V4L2.V4L2_CID_EXPOSURE_ABSOLUTE, { name: 'exposure_us', perUnit: 1 / 100, ruler: AUTO_EXPOSURE }],
  [V4L2.V4L2_CID_EXPOSURE_AUTO_PRIORITY, { name: 'exposure_dynamic_framerate' }],
  [V4L2.V4L2_CID_PAN_ABSOLUTE, { name: 'pan' }],
  [V4L2.V4L2_CID_TILT_ABSOLUTE, { name: 'tilt' }],
  [V4L2.V4L2_CID_FOCUS_ABSOLUTE, { name: 'focus', ruler: AUTO_FOCUS }],
  [AUTO_FOCUS.id, { name: 'auto_focus' }],
  [V4L2.V4L2_CID_ZOOM_ABSOLUTE, { name: 'zoom' }],
  [V4L2.V4L2_CID_IRIS_ABSOLUTE, { name: 'iris' }],
])

/** `inject_vidioc_qbuf_error` for "Inject VIDIOC_QBUF Error": the names that v4l2-ctl uses. */
export function slug(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}
