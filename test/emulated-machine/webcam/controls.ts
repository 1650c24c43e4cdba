/** The webcam's controls: what each is in UVC, its range, and its state (USB Video Class 1.0, sections 4.2.2.1 and 4.2.2.3). */

export const CAMERA_TERMINAL = 1
export const PROCESSING_UNIT = 2

export interface ControlDefinition {
  name: string
  unit: typeof CAMERA_TERMINAL | typeof PROCESSING_UNIT
  selector: number
  /** The control's bit in its unit's bmControls. */
  bit: number
  sizeBytes: 1 | 2 | 4
  min: number
  max: number
  /** For the exposure mode, whose values are bits: the modes that there are. */
  step: number
  default: number
}

const ct = CAMERA_TERMINAL
const pu = PROCESSING_UNIT
/** Values of the exposure mode (CT_AE_MODE_CONTROL). */
export const MANUAL_EXPOSURE = 1
const APERTURE_PRIORITY = 8

// biome-ignore format: a table
export const CONTROLS: ControlDefinition[] = [
  { name: 'exposure_mode', unit: ct, selector: 0x02, bit: 1, sizeBytes: 1, min: 1, max: 8, step: MANUAL_EXPOSURE | APERTURE_PRIORITY, default: APERTURE_PRIORITY },
  { name: 'exposure_priority', unit: ct, selector: 0x03, bit: 2, sizeBytes: 1, min: 0, max: 1, step: 1, default: 0 },
  // In units of 100 µs.
  { name: 'exposure_time', unit: ct, selector: 0x04, bit: 3, sizeBytes: 4, min: 3, max: 2047, step: 1, default: 156 },
  { name: 'focus', unit: ct, selector: 0x06, bit: 5, sizeBytes: 2, min: 0, max: 250, step: 5, default: 0 },
  { name: 'focus_auto', unit: ct, selector: 0x08, bit: 17, sizeBytes: 1, min: 0, max: 1, step: 1, default: 1 },
  { name: 'zoom', unit: ct, selector: 0x0b, bit: 9, sizeBytes: 2, min: 100, max: 500, step: 1, default: 100 },
  { name: 'backlight', unit: pu, selector: 0x01, bit: 8, sizeBytes: 2, min: 0, max: 2, step: 1, default: 1 },
  { name: 'brightness', unit: pu, selector: 0x02, bit: 0, sizeBytes: 2, min: -64, max: 64, step: 1, default: 0 },
  { name: 'contrast', unit: pu, selector: 0x03, bit: 1, sizeBytes: 2, min: 0, max: 95, step: 1, default: 32 },
  { name: 'gain', unit: pu, selector: 0x04, bit: 9, sizeBytes: 2, min: 0, max: 100, step: 1, default: 0 },
  { name: 'power_line_frequency', unit: pu, selector: 0x05, bit: 10, sizeBytes: 1, min: 0, max: 2, step: 1, default: 1 },
  { name: 'hue', unit: pu, selector: 0x06, bit: 2, sizeBytes: 2, min: -2000, max: 2000, step: 1, default: 0 },
  { name: 'saturation', unit: pu, selector: 0x07, bit: 3, sizeBytes: 2, min: 0, max: 128, step: 1, default: 64 },
  { name: 'sharpness', unit: pu, selector: 0x08, bit: 4, sizeBytes: 2, min: 0, max: 6, step: 1, default: 3 },
  { name: 'gamma', unit: pu, selector: 0x09, bit: 5, sizeBytes: 2, min: 72, max: 500, step: 1, default: 100 },
  { name: 'white_balance_temperature', unit: pu, selector: 0x0a, bit: 6, sizeBytes: 2, min: 2800, max: 6500, step: 10, default: 4600 },
  { name: 'white_balance_auto', unit: pu, selector: 0x0b, bit: 12, sizeBytes: 1, min: 0, max: 1, step: 1, default: 1 },
]

/** Which automatic mode refuses a control to be set while it is on, as the specification asks: control, by its ruler. */
const RULED_BY: Record<string, { ruler: string; manual: number }> = {
  exposure_time: { ruler: 'exposure_mode', manual: MANUAL_EXPOSURE },
  focus: { ruler: 'focus_auto', manual: 0 },
  white_balance_temperature: { ruler: 'white_balance_auto', manual: 0 },
}

/** A UVC control's refusal, with the code that VC_REQUEST_ERROR_CODE_CONTROL then reports (section 4.2.1.2). */
export class Refusal extends Error {
  readonly code: number
  constructor(code: number) {
    super(`refused with code ${code}`)
    this.code = code
  }
}
const WRONG_STATE = 2
const OUT_OF_RANGE = 4
export const INVALID_CONTROL = 6
export const INVALID_REQUEST = 7

export class ControlState {
  readonly #values = new Map(CONTROLS.map((control) => [control.name, control.default]))
  /** Controls that stall every request, by name. */
  readonly stalled = new Set<string>()
  /** Controls that never answer, by name: the host waits until its time limit. */
  readonly mute = new Set<string>()

  value(name: string): number {
    return this.#values.get(name) as number
  }

  /** Throws Refusal when the value is out of range or an automatic mode rules the control. */
  set(control: ControlDefinition, value: number): void {
    const rule = RULED_BY[control.name]
    if (rule && this.value(rule.ruler) !== rule.manual) throw new Refusal(WRONG_STATE)
    if (value < control.min || value > control.max) throw new Refusal(OUT_OF_RANGE)
    this.#values.set(control.name, value)
  }
}
