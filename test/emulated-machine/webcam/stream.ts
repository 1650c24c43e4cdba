/** Exposes pictures at the agreed rate and hands each one, after a delay, to the host's waiting transfers. */
import { monotonicMs } from '../../../runtime/clock.ts'
import { type FaultKind, type Faults, spoil } from './faults.ts'
import { type Payload, payloadsOf } from './payloads.ts'
import { type PictureMaker, pictureMaker } from './pictures.ts'
import type { StreamSettings } from './streaming.ts'
import { type Submit, submitted } from './usbip.ts'

export interface StreamOptions {
  settings: StreamSettings
  faults: Faults
  /** The time from the start of an exposure until the picture is handed to the bus: exposure, and the camera's processor. */
  delayMs(): number
  /** How bright pictures are now: 1 as the automatic exposure makes them. */
  brightness(): number
  /** False for a camera that works the brightness into the picture only when it hands it over. */
  brightnessIsExposed(): boolean
  /** The camera makes and sends nothing while it hangs. */
  isHung(): boolean
  send(reply: Buffer[]): void
}

/** A picture inside the camera, between its exposure and its way to the host. */
interface Exposed {
  exposedAtMs: number
  sequence: number
  dueAtMs: number
  brightness: number
  fault: FaultKind | null
}

export class VideoStream {
  readonly #options: StreamOptions
  readonly #makePicture: PictureMaker
  readonly #waiting: Submit[] = []
  readonly #inside: Exposed[] = []
  #payloads: Payload[] = []
  #sequence = 0
  #frameId: 0 | 1 = 0
  #nextAtMs = monotonicMs()
  #exposing: NodeJS.Timeout
  #handing: NodeJS.Timeout | undefined

  constructor(options: StreamOptions) {
    this.#options = options
    this.#makePicture = pictureMaker(options.settings)
    this.#exposing = setTimeout(() => this.#expose(), 0)
  }

  /** A transfer of the host that waits for a payload. */
  offer(submit: Submit): void {
    this.#waiting.push(submit)
    this.#flush()
  }

  /** Takes back a transfer; false when it has been answered already. */
  withdraw(seqnum: number): boolean {
    const at = this.#waiting.findIndex((submit) => submit.seqnum === seqnum)
    if (at >= 0) this.#waiting.splice(at, 1)
    return at >= 0
  }

  stop(): void {
    clearTimeout(this.#exposing)
    clearTimeout(this.#handing)
  }

  /** The exposure of one picture begins now. */
  #expose(): void {
    const { settings, isHung, delayMs, brightness, faults } = this.#options
    // After a stall of the machine the camera goes on from now: it does not hurry to make up for lost pictures.
    this.#nextAtMs = Math.max(this.#nextAtMs + settings.intervalMs, monotonicMs())
    this.#exposing = setTimeout(() => this.#expose(), this.#nextAtMs - monotonicMs())
    if (isHung()) return
    this.#sequence += 1
    const fault = faults.take()
    if (fault === 'silent') return
    const exposedAtMs = monotonicMs()
    const dueAtMs = exposedAtMs + delayMs()
    this.#inside.push({ exposedAtMs, sequence: this.#sequence, dueAtMs, brightness: brightness(), fault })
    if (this.#inside.length === 1) this.#handOverLater()
  }

  #handOverLater(): void {
    const [next] = this.#inside
    if (next !== undefined) this.#handing = setTimeout(() => this.#handOver(), next.dueAtMs - monotonicMs())
  }

  #handOver(): void {
    const exposed = this.#inside.shift() as Exposed
    this.#handOverLater()
    // A camera has room for one picture on its way out: one that the host has not fetched yet costs the next.
    if (this.#options.isHung() || this.#payloads.length > 0) return
    const { exposedAtMs, sequence, dueAtMs, fault } = exposed
    const brightness = this.#options.brightnessIsExposed() ? exposed.brightness : this.#options.brightness()
    const picture = this.#makePicture(
      { exposedAtMs, sequence },
      { brightness, huffmanTables: fault !== 'without-huffman-tables' },
    )
    // A camera's electronics take no longer at times: a picture that the machine held up would be older than any camera's.
    if (monotonicMs() - dueAtMs > this.#options.settings.intervalMs / 2) return
    this.#frameId = this.#frameId === 0 ? 1 : 0
    this.#payloads = payloadsOf(spoil(picture, fault), {
      frameId: this.#frameId,
      error: fault === 'error-payload',
    })
    this.#flush()
  }

  #flush(): void {
    while (this.#payloads.length > 0 && !this.#options.isHung()) {
      const submit = this.#waiting.shift()
      if (submit === undefined) return
      this.#options.send(submitted(submit, ...(this.#payloads.shift() as Payload)))
    }
  }
}
