/** The simulated camera's controls: those of a lens and sensor, the plate below it, and, as vivid of the Linux kernel has them, faults to inject. */
import { ServiceError } from '../../errors.ts'
import type { CameraControl, CameraControls } from '../port.ts'
import type { Scene } from './scene/scene.ts'

const control = (
  name: string,
  label: string,
  [min, max, step]: [number, number, number],
  value: number,
  type: CameraControl['type'] = 'integer',
): CameraControl => ({
  name,
  label,
  type,
  value,
  default: value,
  min,
  max,
  step,
  readOnly: false,
  active: true,
})

const menu = (name: string, label: string, entries: [value: number, label: string][], value: number) => ({
  ...control(
    name,
    label,
    [Math.min(...entries.map(([v]) => v)), Math.max(...entries.map(([v]) => v)), 1],
    value,
    'menu',
  ),
  menu: entries.map(([entry, text]) => ({ value: entry, label: text })),
})

const KINDS = ['clear', 'white', 'black'] as const

/** What lies below the camera. */
const PLATE_CONTROLS = [
  menu(
    'plate_wells',
    'Plate: number of wells',
    [
      [0, 'empty nest'],
      ...[6, 12, 24, 48, 96, 384, 1536].map((wells): [number, string] => [wells, String(wells)]),
    ],
    96,
  ),
  menu(
    'plate_kind',
    'Plate: kind',
    KINDS.map((kind, index): [number, string] => [index, kind]),
    1,
  ),
  control('plate_filled_percent', 'Plate: wells with liquid', [0, 100, 1], 100),
  control('plate_lid', 'Plate: lid', [0, 1, 1], 0, 'boolean'),
  control('plate_rotation_deg', 'Plate: rotation', [0, 359, 1], 0),
  control('plate_shift_x_mm', 'Plate: shift to the right', [-60, 60, 1], 0),
  control('plate_shift_y_mm', 'Plate: shift downwards', [-60, 60, 1], 0),
  control('plate_tilt_deg', 'Plate: tilt', [-20, 20, 1], 0),
  control('plate_label', 'Plate: number on its label, as PL-0101; 0: no label', [0, 999_999, 1], 0),
  control('plate_glares', 'Plate: wells that reflect a lamp', [0, 96, 1], 0),
  control('lens_distortion', 'Lens distortion, thousandths', [-100, 100, 1], 0),
  control('noise', 'Noise, grey levels', [0, 30, 1], 0),
]

/** The scene that the controls describe. */
export function sceneOf(value: (name: string) => number): Partial<Scene> {
  const number = value('plate_label')
  return {
    wells: value('plate_wells'),
    kind: KINDS[value('plate_kind')] ?? 'white',
    filled: value('plate_filled_percent') / 100,
    lid: value('plate_lid') === 1,
    rotationDeg: value('plate_rotation_deg'),
    shiftMm: [value('plate_shift_x_mm'), value('plate_shift_y_mm')],
    tiltDeg: [value('plate_tilt_deg'), 0],
    label: number === 0 ? '' : `PL-${String(number).padStart(4, '0')}`,
    glares: value('plate_glares'),
    lensK: value('lens_distortion') / 1000,
    noise: value('noise'),
  }
}

/** The controls with their defaults; the faults persist over a reopening, as a hardware fault does. */
export function simulatedControls(): Map<string, CameraControl> {
  const list = [
    control('exposure_us', 'Exposure Time', [100, 30_000, 100], 10_000),
    control('gain', 'Gain', [0, 100, 1], 0),
    control('white_balance_k', 'White Balance Temperature', [2800, 6500, 10], 5000),
    control('focus', 'Focus, Absolute', [0, 100, 1], 50),
    ...PLATE_CONTROLS.map((entry) => ({ ...entry })),
    control('fault_hang_ms', 'Fault: gives no frames for so long', [0, 3_600_000, 1], 0),
    control('fault_drop_percent', 'Fault: percentage of frames lost', [0, 100, 1], 0),
    control('fault_torn_percent', 'Fault: percentage of frames torn', [0, 100, 1], 0),
    control('fault_disconnect_ms', 'Fault: gone for so long', [0, 3_600_000, 1], 0),
    control('fault_stale_queue', 'Fault: old frames delivered before each fresh one', [0, 64, 1], 0),
  ]
  return new Map(list.map((entry) => [entry.name, entry]))
}

export function controlsPort(
  controls: Map<string, CameraControl>,
  onSet: (name: string, value: number) => void,
): CameraControls {
  return {
    list: async () => [...controls.values()].map((entry) => ({ ...entry })),
    async set(name, value) {
      const entry = controls.get(name)
      if (entry === undefined) {
        throw new ServiceError(
          'VALIDATION_ERROR',
          `The camera has no control ${name}; it has ${[...controls.keys()].join(', ')}.`,
        )
      }
      if (value < entry.min || value > entry.max) {
        throw new ServiceError(
          'VALIDATION_ERROR',
          `${name} goes from ${entry.min} to ${entry.max}, not ${value}.`,
        )
      }
      if (entry.menu !== undefined && !entry.menu.some((item) => item.value === value)) {
        const values = entry.menu.map((item) => `${item.value} (${item.label})`).join(', ')
        throw new ServiceError('VALIDATION_ERROR', `${name} must be one of ${values}, not ${value}.`)
      }
      entry.value = entry.min + Math.round((value - entry.min) / entry.step) * entry.step
      onSet(name, entry.value)
      return { ...entry }
    },
  }
}
