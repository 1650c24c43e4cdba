/** Takes pictures at the agreed rate and hands their payloads to the host's waiting transfers. */
import { monotonicMs } from '../../../runtime/clock.ts'
import { type Faults, spoil } from './faults.ts'
import { type Payload, payloadsOf } from './payloads.ts'
import { type PictureMaker, pictureMaker } from './pictures.ts'
import type { StreamSettings } from './streaming.ts'
import { type Submit, submitted } from './usbip.ts'

export interface StreamOptions {
  settings: StreamSettings
  faults: Faults
  /** How long before it is sent a picture's exposure began: what the sensor and the camera's processor take. */
  delayMs(): number
  /** The camera makes and sends nothing while it hangs. */
  isHung(): boolean
  send(reply: Buffer[]): void
}

export class VideoStream {
  readonly #options: StreamOptions
  readonly #makePicture: PictureMaker
  readonly #waiting: Submit[] = []
  #payloads: Payload[] = []
  #sequence = 0
  #frameId: 0 | 1 = 0
  #nextAtMs = monotonicMs()
  #timer: NodeJS.Timeout

  constructor(options: StreamOptions) {
    this.#options = options
    this.#makePicture = pictureMaker(options.settings)
    this.#timer = setTimeout(() => this.#tick(), 0)
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
    clearTimeout(this.#timer)
  }

  #tick(): void {
    const { intervalMs } = this.#options.settings
    // After a stall of the machine the camera goes on from now: it does not hurry to make up for lost pictures.
    this.#nextAtMs = Math.max(this.#nextAtMs + intervalMs, monotonicMs())
    this.#timer = setTimeout(() => this.#tick(), this.#nextAtMs - monotonicMs())
    if (this.#options.isHung()) return
    this.#sequence += 1
    const fault = this.#options.faults.take()
    // A camera has room for one picture: one that the host has not fetched yet costs the next.
    if (fault === 'silent' || this.#payloads.length > 0) return
    const exposedAtMs = monotonicMs() - this.#options.delayMs()
    const picture = this.#makePicture(
      { exposedAtMs, sequence: this.#sequence },
      { huffmanTables: fault !== 'without-huffman-tables' },
    )
    // A camera's electronics take no longer at times: a picture that the machine held up would be older than any camera's.
    if (monotonicMs() - exposedAtMs > this.#options.delayMs() + intervalMs / 2) return
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
