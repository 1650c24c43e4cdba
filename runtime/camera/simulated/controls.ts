/** The simulated camera's controls: those of a lens and sensor, and, as vivid of the Linux kernel has them, faults to inject. */
import { ServiceError } from '../../errors.ts'
import type { CameraControl, CameraControls } from '../port.ts'

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

/** The controls with their defaults; the faults persist over a reopening, as a hardware fault does. */
export function simulatedControls(): Map<string, CameraControl> {
  const list = [
    control('exposure_us', 'Exposure Time', [100, 30_000, 100], 10_000),
    control('gain', 'Gain', [0, 100, 1], 0),
    control('white_balance_k', 'White Balance Temperature', [2800, 6500, 10], 5000),
    control('focus', 'Focus, Absolute', [0, 100, 1], 50),
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
      entry.value = entry.min + Math.round((value - entry.min) / entry.step) * entry.step
      onSet(name, entry.value)
      return { ...entry }
    },
  }
}
