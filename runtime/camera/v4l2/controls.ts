/** The camera's controls, read and set. */
import { constants } from 'node:os'
import { ServiceError } from '../../errors.ts'
import type { CameraControl } from '../port.ts'
import { type FoundControl, findControls } from './find-controls.ts'
import { CONTROL, CONTROL_QUERY } from './layouts.ts'
import { SystemError, tryIoctl } from './libc.ts'
import { Struct } from './struct.ts'

/** V4L2_CTRL_FLAG_* of videodev2.h */
const FLAG_READ_ONLY = 0x4
const FLAG_INACTIVE = 0x10

const { EACCES, EBUSY, EINVAL, ENODEV, ERANGE } = constants.errno

export class V4l2Controls {
  readonly #fd: number
  #found: FoundControl[] = []
  /** Controls that the camera did not answer for, with the error number of each. */
  #silent = new Map<string, number>()

  constructor(fd: number) {
    this.#fd = fd
    this.#find()
  }

  /** Those that can be read now: a control that the camera does not answer for is left out. */
  list(): CameraControl[] {
    if (this.#silent.size > 0) this.#find()
    return this.#found.flatMap((found) => {
      const value = this.#get(found.id)
      return typeof value === 'number' ? [this.#describe(found, value)] : []
    })
  }

  /** Switches the automatic mode off, sets, and reads back. Throws VALIDATION_ERROR, or SystemError when the camera does not answer. */
  set(name: string, value: number): CameraControl {
    if (this.#silent.has(name)) this.#find()
    const silence = this.#silent.get(name)
    if (silence !== undefined) throw new SystemError(`asking for ${name}`, silence)
    const found = this.#found.find((candidate) => candidate.name === name)
    if (found === undefined) {
      const names = this.#found.map((candidate) => candidate.name).join(', ')
      throw invalid(`The camera has no control ${name}; it has ${names || 'none'}.`)
    }
    const { min, max, readOnly } = this.#describe(found, 0)
    if (readOnly) throw invalid(`The camera tells ${name} and does not let it be set.`)
    if (!(value >= min && value <= max)) throw invalid(`${name} goes from ${min} to ${max}, not ${value}.`)
    if (found.menu && !found.menu.some((entry) => entry.value === value))
      throw invalid(
        `${name} is one of ${found.menu.map((entry) => `${entry.value} (${entry.label})`).join(', ')}, not ${value}.`,
      )
    this.#switchToManual(found)
    this.#write(found, Math.round(value * (found.perUnit ?? 1)))
    const actual = this.#get(found.id)
    if (typeof actual !== 'number') throw actual
    return this.#describe(found, actual)
  }

  #find(): void {
    const { found, silent } = findControls(this.#fd)
    this.#found = found
    this.#silent = silent
  }

  #switchToManual({ ruler }: FoundControl): void {
    if (ruler === undefined || !this.#isAutomatic(ruler)) return
    const found = this.#found.find(({ id }) => id === ruler.id)
    if (found !== undefined) this.#write(found, ruler.manual)
  }

  #isAutomatic(ruler: NonNullable<FoundControl['ruler']>): boolean {
    const mode = this.#get(ruler.id)
    return typeof mode === 'number' && mode !== ruler.manual
  }

  #write({ id, name }: FoundControl, value: number): void {
    const errno = tryIoctl(this.#fd, 'S_CTRL', new Struct(CONTROL, { id, value }))
    if (errno === 0) return
    if (errno === ERANGE || errno === EINVAL) throw invalid(`The camera refuses this value of ${name}.`)
    if (errno === EACCES || errno === EBUSY)
      throw invalid(
        `${name} cannot be set now: another mode of the camera rules it, or another program does.`,
      )
    throw new SystemError(`setting ${name}`, errno)
  }

  #get(id: number): number | SystemError {
    const struct = new Struct(CONTROL, { id })
    const errno = tryIoctl(this.#fd, 'G_CTRL', struct)
    if (errno === ENODEV) throw new SystemError('G_CTRL', errno)
    return errno === 0 ? struct.get('value') : new SystemError('G_CTRL', errno)
  }

  /** Range and flags are asked each time: they change with other controls and with the format. */
  #describe(found: FoundControl, raw: number): CameraControl {
    const query = new Struct(CONTROL_QUERY, { id: found.id })
    const errno = tryIoctl(this.#fd, 'QUERY_EXT_CTRL', query)
    if (errno !== 0) throw new SystemError('QUERY_EXT_CTRL', errno)
    const flags = query.get('flags')
    const scaled = (value: number) => Math.round(value / (found.perUnit ?? 1))
    const ruled = found.ruler !== undefined && this.#isAutomatic(found.ruler)
    return {
      name: found.name,
      label: found.label,
      type: found.type,
      value: scaled(raw),
      default: scaled(query.get('default_value')),
      min: scaled(query.get('minimum')),
      max: scaled(query.get('maximum')),
      step: scaled(query.get('step')),
      ...(found.menu === undefined ? {} : { menu: found.menu }),
      readOnly: (flags & FLAG_READ_ONLY) !== 0,
      active: !ruled && (flags & FLAG_INACTIVE) === 0,
    }
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('VALIDATION_ERROR', message)
}
