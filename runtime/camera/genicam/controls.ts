/** Maps the service's names of controls to a GenICam camera's features: those of the SFNC, and older names. */
import { ServiceError } from '../../errors.ts'
import type { CameraControl } from '../port.ts'
import type { Aravis, Handle } from './aravis.ts'

interface Feature {
  name: string
  type: 'float' | 'integer'
}
interface Known {
  name: string
  /** The first that the camera has is used. */
  features: Feature[]
  /** Off, Once or Continuous; ruled by it unless Off. */
  auto?: string
  /** Set before each access. */
  selector?: { feature: string; entry: string }
  /** Where the camera states no increment. */
  step: number
}

const float = (name: string): Feature => ({ name, type: 'float' })
const integer = (name: string): Feature => ({ name, type: 'integer' })
const whiteBalance = (name: string, entry: string): Known => ({
  name,
  features: [float('BalanceRatio'), float('BalanceRatioAbs'), integer('BalanceRatioRaw')],
  auto: 'BalanceWhiteAuto',
  selector: { feature: 'BalanceRatioSelector', entry },
  step: 0.001,
})

/** SFNC 2.7 chapters "Acquisition Control" and "Analog Control"; the names with Abs and Raw are SFNC 1.x's. */
const KNOWN: Known[] = [
  {
    name: 'exposure_us',
    features: [float('ExposureTime'), float('ExposureTimeAbs'), integer('ExposureTimeRaw')],
    auto: 'ExposureAuto',
    step: 1,
  },
  {
    name: 'gain',
    features: [float('Gain'), float('GainAbs'), integer('GainRaw')],
    auto: 'GainAuto',
    step: 0.01,
  },
  {
    name: 'black_level',
    features: [float('BlackLevel'), float('BlackLevelAbs'), integer('BlackLevelRaw')],
    auto: 'BlackLevelAuto',
    step: 0.01,
  },
  { name: 'gamma', features: [float('Gamma')], step: 0.01 },
  whiteBalance('white_balance_red', 'Red'),
  whiteBalance('white_balance_green', 'Green'),
  whiteBalance('white_balance_blue', 'Blue'),
]

/** A double that no camera means as an increment: libaravis gives G_MINDOUBLE where there is none. */
const NO_INCREMENT = 1e-300

export class GenicamControls {
  readonly #aravis: Aravis
  readonly #device: Handle
  readonly #found: (Known & { feature: Feature; default: number })[] = []

  constructor(aravis: Aravis, device: Handle) {
    this.#aravis = aravis
    this.#device = device
    for (const known of KNOWN) {
      const feature = known.features.find(({ name }) => aravis.isFeatureAvailable(device, name))
      if (feature === undefined || !this.#select(known)) continue
      // GenICam has no default values. The value at opening is used instead.
      this.#found.push({ ...known, feature, default: this.#get(feature) })
    }
  }

  list(): CameraControl[] {
    return this.#found.map(({ name }) => this.#read(name))
  }

  /** Switches the automatic mode off, sets, and reads back. Throws VALIDATION_ERROR. */
  set(name: string, value: number): CameraControl {
    const { min, max } = this.#read(name)
    if (value < min || value > max)
      throw new ServiceError('VALIDATION_ERROR', `${name} goes from ${min} to ${max}, not ${value}.`)
    const { auto, feature } = this.#control(name)
    if (auto !== undefined && this.#aravis.isFeatureAvailable(this.#device, auto))
      this.#aravis.setString(this.#device, auto, 'Off')
    if (feature.type === 'integer')
      this.#aravis.setInteger(this.#device, feature.name, this.#nearestStep(feature.name, value, min))
    else this.#aravis.setFloat(this.#device, feature.name, value)
    return this.#read(name)
  }

  /** The longest that an exposure can take, in milliseconds: what is set, or a whole frame interval where the camera decides. */
  longestExposureMs(frameIntervalMs: number): number {
    const exposure = this.#found.find(({ name }) => name === 'exposure_us')
    if (exposure === undefined || this.#isAutomatic(exposure)) return frameIntervalMs
    return this.#get(exposure.feature) / 1000
  }

  #read(name: string): CameraControl {
    const control = this.#control(name)
    this.#select(control)
    const { feature } = control
    const min: [number] = [0]
    const max: [number] = [0]
    const bounds = feature.type === 'float' ? this.#aravis.floatBounds : this.#aravis.integerBounds
    bounds(this.#device, feature.name, min, max)
    return {
      name,
      label: feature.name,
      type: feature.type,
      value: this.#get(feature),
      default: control.default,
      min: min[0],
      max: max[0],
      step: this.#step(control),
      readOnly: false,
      active: !this.#isAutomatic(control),
    }
  }

  #control(name: string) {
    const control = this.#found.find((candidate) => candidate.name === name)
    if (control !== undefined) return control
    const names = this.#found.map((candidate) => candidate.name).join(', ')
    throw new ServiceError('VALIDATION_ERROR', `The camera has no control ${name}; it has ${names}.`)
  }

  #select({ selector }: Known): boolean {
    if (selector === undefined) return true
    try {
      this.#aravis.setString(this.#device, selector.feature, selector.entry)
      return true
    } catch {
      // A monochrome camera has the node of the ratio without its entries. The control is then left out.
      return false
    }
  }

  #get({ name, type }: Feature): number {
    return type === 'float'
      ? this.#aravis.getFloat(this.#device, name)
      : this.#aravis.getInteger(this.#device, name)
  }

  #isAutomatic({ auto }: Known): boolean {
    if (auto === undefined || !this.#aravis.isFeatureAvailable(this.#device, auto)) return false
    return this.#aravis.getString(this.#device, auto) !== 'Off'
  }

  #step({ feature, step }: Known & { feature: Feature }): number {
    if (feature.type === 'integer')
      return Math.max(1, this.#aravis.integerIncrement(this.#device, feature.name))
    const increment = this.#aravis.floatIncrement(this.#device, feature.name)
    return increment > NO_INCREMENT ? increment : step
  }

  #nearestStep(feature: string, value: number, min: number): number {
    const increment = Math.max(1, this.#aravis.integerIncrement(this.#device, feature))
    return min + Math.round((value - min) / increment) * increment
  }
}
