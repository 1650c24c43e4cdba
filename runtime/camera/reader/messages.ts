/** Framing: two little-endian 32-bit lengths, then so many bytes of JSON and so many of payload. */

const HEADER_BYTES = 8

/** The pieces of one message, to be written one after the other; the payload is not copied. */
export function encodeMessage(message: object, payload?: Uint8Array): Uint8Array[] {
  const json = Buffer.from(JSON.stringify(message))
  const head = Buffer.allocUnsafe(HEADER_BYTES + json.length)
  head.writeUInt32LE(json.length, 0)
  head.writeUInt32LE(payload?.length ?? 0, 4)
  json.copy(head, HEADER_BYTES)
  return payload === undefined || payload.length === 0 ? [head] : [head, payload]
}

/** Assembles messages from the chunks of a byte stream. A payload is copied once, into a separate buffer. */
export class MessageParser<Message> {
  readonly #onMessage: (message: Message, payload: Buffer) => void
  /** Header and JSON of the message that is being read. */
  #head: Buffer = Buffer.alloc(0)
  #message: Message | undefined
  #payload: Buffer = Buffer.alloc(0)
  #filledBytes = 0

  constructor(onMessage: (message: Message, payload: Buffer) => void) {
    this.#onMessage = onMessage
  }

  feed(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0)
      rest = this.#message === undefined ? this.#feedHead(rest) : this.#feedPayload(rest)
  }

  #feedHead(chunk: Buffer): Buffer {
    const head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    const end = head.length < HEADER_BYTES ? Number.POSITIVE_INFINITY : HEADER_BYTES + head.readUInt32LE(0)
    if (head.length < end) {
      this.#head = Buffer.from(head)
      return Buffer.alloc(0)
    }
    this.#head = Buffer.alloc(0)
    this.#message = JSON.parse(head.toString('utf8', HEADER_BYTES, end)) as Message
    // allocUnsafeSlow does not use the shared pool, so the receiver may transfer the memory to another thread.
    this.#payload = Buffer.allocUnsafeSlow(head.readUInt32LE(4))
    this.#filledBytes = 0
    if (this.#payload.length === 0) this.#finish()
    return head.subarray(end)
  }

  #feedPayload(chunk: Buffer): Buffer {
    const taken = chunk.copy(this.#payload, this.#filledBytes)
    this.#filledBytes += taken
    if (this.#filledBytes === this.#payload.length) this.#finish()
    return chunk.subarray(taken)
  }

  #finish(): void {
    const message = this.#message as Message
    this.#message = undefined
    this.#onMessage(message, this.#payload)
  }
}
