/** The webcam's answers to control transfers: standard ones (USB 2.0, section 9.4) and those of the video class. */
import {
  CONTROLS,
  type ControlDefinition,
  type ControlState,
  INVALID_CONTROL,
  INVALID_REQUEST,
  Refusal,
} from './controls.ts'
import { describe, VIDEO_CONTROL_INTERFACE, VIDEO_STREAMING_INTERFACE } from './descriptors.ts'
import { FIRST_CHOICE, grant, negotiationBytes, type StreamSettings, settingsOf } from './streaming.ts'

/** bmRequestType: the class's requests to an interface, and the standard ones, without the direction's bit. */
const CLASS_TO_INTERFACE = 0x21
const STANDARD_TYPE_MASK = 0x60
const [GET_STATUS, GET_DESCRIPTOR] = [0, 6]
const [SET_CUR, GET_CUR, GET_MIN, GET_MAX, GET_RES, GET_LEN, GET_INFO, GET_DEF] = [
  0x01, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87,
]
const REQUEST_ERROR_CODE_SELECTOR = 2
const [PROBE_SELECTOR, COMMIT_SELECTOR] = [1, 2]
/** GET_INFO: the control can be read and set. */
const READ_AND_SET = 3

export interface Identity {
  product: string
  serial: string | null
}

export class Requests {
  readonly #identity: Identity
  readonly #controls: ControlState
  #negotiation = FIRST_CHOICE
  #lastError = 0

  constructor(identity: Identity, controls: ControlState) {
    this.#identity = identity
    this.#controls = controls
  }

  /** What the host has chosen to stream. */
  settings(): StreamSettings {
    return settingsOf(this.#negotiation)
  }

  /** True for a request to a control that does not answer. */
  isMute(setup: Buffer): boolean {
    if ((setup.readUInt8(0) & 0x7f) !== CLASS_TO_INTERFACE) return false
    if (setup.readUInt8(4) !== VIDEO_CONTROL_INTERFACE) return false
    const control = findControl(setup)
    return control !== undefined && this.#controls.mute.has(control.name)
  }

  /** The bytes that answer a control transfer, none for one that only sets; null stalls it. */
  answer(setup: Buffer, data: Buffer): Buffer | null {
    const type = setup.readUInt8(0)
    if ((type & STANDARD_TYPE_MASK) === 0) return this.#standard(setup)
    if ((type & 0x7f) !== CLASS_TO_INTERFACE) return null
    try {
      const answer = this.#class(setup, data)
      this.#lastError = 0
      return answer
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#lastError = error.code
      return null
    }
  }

  #standard(setup: Buffer): Buffer | null {
    const request = setup.readUInt8(1)
    if (request === GET_STATUS) return Buffer.alloc(2)
    if (request !== GET_DESCRIPTOR) return Buffer.alloc(0)
    return describe(setup.readUInt8(3), setup.readUInt8(2), this.#identity)
  }

  #class(setup: Buffer, data: Buffer): Buffer {
    const request = setup.readUInt8(1)
    const selector = setup.readUInt8(3)
    const interfaceNumber = setup.readUInt8(4)
    const unit = setup.readUInt8(5)
    if (interfaceNumber === VIDEO_STREAMING_INTERFACE) return this.#stream(request, selector, data)
    if (interfaceNumber !== VIDEO_CONTROL_INTERFACE) throw new Refusal(INVALID_REQUEST)
    if (unit === 0 && selector === REQUEST_ERROR_CODE_SELECTOR) return Buffer.from([this.#lastError])
    const control = findControl(setup)
    if (control === undefined || this.#controls.stalled.has(control.name)) throw new Refusal(INVALID_CONTROL)
    return this.#control(request, control, data)
  }

  #stream(request: number, selector: number, data: Buffer): Buffer {
    if (selector !== PROBE_SELECTOR && selector !== COMMIT_SELECTOR) throw new Refusal(INVALID_CONTROL)
    if (request === GET_INFO) return Buffer.from([READ_AND_SET])
    if (request === GET_LEN) return numberBytes(negotiationBytes(FIRST_CHOICE).length, 2)
    if (request === GET_CUR) return negotiationBytes(this.#negotiation)
    if (request !== SET_CUR) return negotiationBytes(FIRST_CHOICE)
    this.#negotiation = grant(data)
    return Buffer.alloc(0)
  }

  #control(request: number, control: ControlDefinition, data: Buffer): Buffer {
    const { sizeBytes } = control
    if (request === SET_CUR) {
      this.#controls.set(control, data.readIntLE(0, sizeBytes))
      return Buffer.alloc(0)
    }
    if (request === GET_CUR) return numberBytes(this.#controls.value(control.name), sizeBytes)
    if (request === GET_MIN) return numberBytes(control.min, sizeBytes)
    if (request === GET_MAX) return numberBytes(control.max, sizeBytes)
    if (request === GET_RES) return numberBytes(control.step, sizeBytes)
    if (request === GET_DEF) return numberBytes(control.default, sizeBytes)
    if (request === GET_LEN) return numberBytes(sizeBytes, 2)
    if (request === GET_INFO) return Buffer.from([READ_AND_SET])
    throw new Refusal(INVALID_REQUEST)
  }
}

/** The control that a request's wIndex (unit) and wValue (selector) name. */
function findControl(setup: Buffer): ControlDefinition | undefined {
  return CONTROLS.find(({ unit, selector }) => unit === setup.readUInt8(5) && selector === setup.readUInt8(3))
}

function numberBytes(value: number, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes)
  bytes.writeIntLE(value, 0, sizeBytes)
  return bytes
}
