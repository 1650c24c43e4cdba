/** Reads and sets the camera's controls. A control that does not answer is left out, and is not tried again without need. */
import { constants } from 'node:os'
import { ServiceError } from '../../errors.ts'
import type { CameraControl } from '../port.ts'
import { KNOWN_CONTROLS } from './control-names.ts'
import {
  type FailedControl,
  type FoundControl,
  findControl,
  findControls,
  timedIoctl,
} from './find-controls.ts'
import { SystemError } from './libc.ts'
import { VIDIOC_G_CTRL, VIDIOC_QUERY_EXT_CTRL, VIDIOC_S_CTRL } from './requests.ts'
import { V4L2_CTRL_FLAG_INACTIVE, V4L2_CTRL_FLAG_READ_ONLY } from './videodev2.ts'

const { EACCES, EBUSY, EINVAL, ENODEV, ERANGE } = constants.errno

export interface ControlWatcher {
  /** A control as it was just read. */
  onKnown(control: CameraControl): void
  /** A control that let the kernel's time limit pass. */
  onMute(name: string): void
}

export class V4l2Controls {
  readonly #fd: number
  readonly #watcher: ControlWatcher
  readonly #found = new Map<number, FoundControl>()
  readonly #mute = new Set<number>()
  /** Controls that failed at once, as one that stalls: they are asked again each time. */
  #failed: FailedControl[] = []
  #searched = false

  constructor(fd: number, watcher: ControlWatcher) {
    this.#fd = fd
    this.#watcher = watcher
  }

  /** Those that can be read now. Throws SystemError when the camera is gone. */
  list(): CameraControl[] {
    this.#search()
    const controls: CameraControl[] = []
    for (const found of [...this.#found.values()]) {
      const control = this.#read(found)
      if (control === undefined) continue
      this.#watcher.onKnown(control)
      controls.push(control)
    }
    return controls
  }

  /** Switches the automatic mode off, sets, and reads back. Throws VALIDATION_ERROR, or SystemError when the camera does not answer. */
  set(name: string, value: number): CameraControl {
    const found = this.#byName(name)
    const { min, max, readOnly } = this.#describe(found, 0)
    if (readOnly) throw invalid(`${name} can only be read: the camera sets it itself.`)
    if (!(value >= min && value <= max))
      throw invalid(`${name} must be between ${min} and ${max}; ${value} was given.`)
    if (found.menu && !found.menu.some((entry) => entry.value === value)) {
      const entries = found.menu.map((entry) => `${entry.value} (${entry.label})`).join(', ')
      throw invalid(`${name} must be one of ${entries}; ${value} was given.`)
    }
    this.#switchToManual(found)
    this.#write(found, Math.round(value * (found.perUnit ?? 1)))
    const control = this.#describe(found, this.#get(found))
    this.#watcher.onKnown(control)
    return control
  }

  /** A known name is asked for by its id, so that setting it waits for no other control. */
  #byName(name: string): FoundControl {
    const known = [...KNOWN_CONTROLS].find(([, control]) => control.name === name)
    if (known !== undefined && !this.#found.has(known[0])) this.#ask(known[0])
    else if (known === undefined) this.#search()
    const found = [...this.#found.values()].find((candidate) => candidate.name === name)
    if (found !== undefined) return found
    this.#search()
    const names = [...this.#found.values()].map((control) => control.name).join(', ')
    throw invalid(`The camera has no control ${name}. It has: ${names || 'none'}.`)
  }

  /** Throws SystemError when the control does not answer. */
  #ask(id: number): void {
    const control = findControl(this.#fd, id)
    if (control === undefined) return
    if ('errno' in control) {
      this.#note(control)
      throw new SystemError(`asking for ${control.name}`, control.errno)
    }
    this.#mute.delete(id)
    this.#found.set(id, control)
  }

  #search(): void {
    if (this.#searched && this.#failed.length === 0) return
    this.#searched = true
    const { found, failed } = findControls(this.#fd, this.#mute)
    this.#failed = []
    for (const control of found) this.#found.set(control.id, control)
    for (const control of failed) this.#note(control)
  }

  #note(control: FailedControl): void {
    if (control.errno === ENODEV) throw new SystemError('QUERY_EXT_CTRL', ENODEV)
    if (!control.isMute) this.#failed.push(control)
    else this.#silence(control)
  }

  #silence({ id, name }: { id: number; name: string }): void {
    this.#found.delete(id)
    this.#mute.add(id)
    this.#watcher.onMute(name)
  }

  #read(found: FoundControl): CameraControl | undefined {
    try {
      return this.#describe(found, this.#get(found))
    } catch (error) {
      if (error instanceof SystemError && error.errno !== ENODEV) return undefined
      throw error
    }
  }

  #switchToManual({ ruler }: FoundControl): void {
    if (ruler === undefined || !this.#isAutomatic(ruler)) return
    const found = this.#found.get(ruler.id)
    if (found !== undefined) this.#write(found, ruler.manual)
  }

  #isAutomatic({ id, manual }: NonNullable<FoundControl['ruler']>): boolean {
    if (this.#mute.has(id)) return false
    if (!this.#found.has(id)) {
      const mode = findControl(this.#fd, id)
      if (mode === undefined) return false
      if ('errno' in mode) {
        this.#note(mode)
        return false
      }
      this.#found.set(id, mode)
    }
    const { errno, answer } = timedIoctl(this.#fd, VIDIOC_G_CTRL, { id })
    return errno === 0 && answer.value !== manual
  }

  #write(found: FoundControl, value: number): void {
    const { errno, isMute } = timedIoctl(this.#fd, VIDIOC_S_CTRL, { id: found.id, value })
    if (errno === 0) return
    if (isMute) this.#silence(found)
    if (errno === ERANGE || errno === EINVAL)
      throw invalid(`The camera does not accept ${value} for ${found.name}.`)
    if (errno === EACCES || errno === EBUSY)
      throw invalid(
        `${found.name} cannot be set now: an automatic mode of the camera or another program controls it.`,
      )
    throw new SystemError(`setting ${found.name}`, errno)
  }

  #get(found: FoundControl): number {
    const { errno, answer, isMute } = timedIoctl(this.#fd, VIDIOC_G_CTRL, { id: found.id })
    if (errno === 0) return answer.value
    if (isMute) this.#silence(found)
    throw new SystemError('G_CTRL', errno)
  }

  /** Range and flags are asked each time: they change with other controls and with the format. */
  #describe(found: FoundControl, raw: number): CameraControl {
    const { errno, answer, isMute } = timedIoctl(this.#fd, VIDIOC_QUERY_EXT_CTRL, { id: found.id })
    if (isMute) this.#silence(found)
    if (errno !== 0) throw new SystemError('QUERY_EXT_CTRL', errno)
    const scaled = (value: number) => Math.round(Number(value) / (found.perUnit ?? 1))
    const ruled = found.ruler !== undefined && this.#isAutomatic(found.ruler)
    return {
      name: found.name,
      label: found.label,
      type: found.type,
      value: scaled(raw),
      default: scaled(answer.default_value),
      min: scaled(answer.minimum),
      max: scaled(answer.maximum),
      step: scaled(answer.step),
      ...(found.menu === undefined ? {} : { menu: found.menu }),
      readOnly: (answer.flags & V4L2_CTRL_FLAG_READ_ONLY) !== 0,
      active: !ruled && (answer.flags & V4L2_CTRL_FLAG_INACTIVE) === 0,
    }
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('VALIDATION_ERROR', message)
}
