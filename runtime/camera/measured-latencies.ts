/** Keeps measured latency bounds in one small JSON file. A bound belongs to a camera's model and format, and is measured once. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { GrantedFormat } from './port.ts'

export interface MeasuredLatency {
  /** Null where the measurement gave no result; `reason` says why. */
  bound_ms: number | null
  reason?: string
  /** Each single measurement, from setting the control to the stamp of the first picture that shows it. */
  samples_ms?: number[]
  measured_at: string
}

/** Control values that a measurement has changed and not put back yet. */
export type ChangedControls = Record<string, number>

interface State {
  /** By model and format, as in `046d:0825 UVC Camera MJPEG 1280x720 30`. */
  latencies: Record<string, MeasuredLatency>
  /** By camera: a measurement that was cut off by a crash leaves its entry here. */
  changed_controls: Record<string, ChangedControls>
}

const opened = new Map<string, MeasuredLatencies>()

/** The measurements in a file, shared by all who ask for it, so that nobody writes over what another has measured. */
export function measuredLatencies(path: string): MeasuredLatencies {
  const known = opened.get(path) ?? new MeasuredLatencies(path)
  opened.set(path, known)
  return known
}

/** Under this key is what was measured with the calibration page, which holds for one camera in one format and size. */
export function calibrationKey({ stableName, pixelFormat, width, height }: GrantedFormat): string {
  return `calibrated ${stableName} ${pixelFormat} ${width}x${height}`
}

export class MeasuredLatencies {
  readonly #path: string
  readonly #state: State

  /** A file that is missing or damaged counts as empty: what it held is measured again. */
  constructor(path: string) {
    this.#path = path
    this.#state = { latencies: {}, changed_controls: {} }
    try {
      const read = JSON.parse(readFileSync(path, 'utf8')) as Partial<State>
      Object.assign(this.#state.latencies, read.latencies)
      Object.assign(this.#state.changed_controls, read.changed_controls)
    } catch {
      // Nothing is lost that cannot be measured again.
    }
  }

  get(model: string): MeasuredLatency | undefined {
    return this.#state.latencies[model]
  }

  /** Throws Node's own error when the file cannot be written. */
  set(model: string, latency: MeasuredLatency): void {
    this.#state.latencies[model] = latency
    this.#write()
  }

  changedControls(camera: string): ChangedControls | undefined {
    return this.#state.changed_controls[camera]
  }

  /** To be called before the controls are changed, with their values, and with null when they are back. Throws Node's own error. */
  noteChanged(camera: string, values: ChangedControls | null): void {
    if (values === null) delete this.#state.changed_controls[camera]
    else this.#state.changed_controls[camera] = values
    this.#write()
  }

  /** A crash leaves the old file or the new one, never half of it. */
  #write(): void {
    mkdirSync(dirname(this.#path), { recursive: true })
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(this.#state, null, 2)}\n`)
    renameSync(`${this.#path}.new`, this.#path)
  }
}
