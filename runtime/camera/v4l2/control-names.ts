/** The controls that go by a name of the service, with their units; include/uapi/linux/v4l2-controls.h. */

const USER = 0x0098_0900
const CAMERA = 0x009a_0900

/** The mode that rules a control: while it has any other value than `manual`, the camera sets the control itself. */
export interface Ruler {
  id: number
  manual: number
}

export interface KnownControl {
  name: string
  /** The service's unit times this is V4L2's. */
  perUnit?: number
  ruler?: Ruler
}

const AUTO_WHITE_BALANCE: Ruler = { id: USER + 12, manual: 0 }
const AUTO_GAIN: Ruler = { id: USER + 18, manual: 0 }
const AUTO_HUE: Ruler = { id: USER + 25, manual: 0 }
/** V4L2_EXPOSURE_MANUAL is 1; 0, 2 and 3 are automatic in one way or another. */
const AUTO_EXPOSURE: Ruler = { id: CAMERA + 1, manual: 1 }
const AUTO_FOCUS: Ruler = { id: CAMERA + 12, manual: 0 }

export const KNOWN_CONTROLS = new Map<number, KnownControl>([
  [USER + 0, { name: 'brightness' }],
  [USER + 1, { name: 'contrast' }],
  [USER + 2, { name: 'saturation' }],
  [USER + 3, { name: 'hue', ruler: AUTO_HUE }],
  [AUTO_WHITE_BALANCE.id, { name: 'auto_white_balance' }],
  [USER + 14, { name: 'white_balance_red', ruler: AUTO_WHITE_BALANCE }],
  [USER + 15, { name: 'white_balance_blue', ruler: AUTO_WHITE_BALANCE }],
  [USER + 16, { name: 'gamma' }],
  [AUTO_GAIN.id, { name: 'auto_gain' }],
  [USER + 19, { name: 'gain', ruler: AUTO_GAIN }],
  [USER + 20, { name: 'flip_horizontally' }],
  [USER + 21, { name: 'flip_vertically' }],
  [USER + 24, { name: 'power_line_frequency' }],
  [AUTO_HUE.id, { name: 'auto_hue' }],
  [USER + 26, { name: 'white_balance_k', ruler: AUTO_WHITE_BALANCE }],
  [USER + 27, { name: 'sharpness' }],
  [USER + 28, { name: 'backlight_compensation' }],
  [AUTO_EXPOSURE.id, { name: 'auto_exposure' }],
  // V4L2_CID_EXPOSURE_ABSOLUTE counts in 100 µs.
  [CAMERA + 2, { name: 'exposure_us', perUnit: 1 / 100, ruler: AUTO_EXPOSURE }],
  [CAMERA + 3, { name: 'exposure_dynamic_framerate' }],
  [CAMERA + 8, { name: 'pan' }],
  [CAMERA + 9, { name: 'tilt' }],
  [CAMERA + 10, { name: 'focus', ruler: AUTO_FOCUS }],
  [AUTO_FOCUS.id, { name: 'auto_focus' }],
  [CAMERA + 13, { name: 'zoom' }],
  [CAMERA + 17, { name: 'iris' }],
])

/** `inject_vidioc_qbuf_error` of "Inject VIDIOC_QBUF Error", as v4l2-ctl names a control, too. */
export function slug(label: string): string {
  return label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}
