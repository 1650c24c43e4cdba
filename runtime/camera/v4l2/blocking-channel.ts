/**
 * The reader's end of the channel without an event loop: read when poll() says so, written to the end before anything else is done.
 * The descriptor is a socket that blocks (libuv makes only its own end of a pair non-blocking).
 */
import { readSync, writevSync } from 'node:fs'
import { CHANNEL_FD } from '../reader/channel.ts'
import { encodeMessage, MessageParser } from '../reader/messages.ts'
import type { FromReader, ToReader } from '../reader/protocol.ts'

const READ_BYTES = 65_536

export class BlockingChannel {
  readonly fd = CHANNEL_FD
  readonly #received: ToReader[] = []
  readonly #parser = new MessageParser<ToReader>((message) => this.#received.push(message))
  readonly #chunk = Buffer.alloc(READ_BYTES)

  /** What has come, to be called when there is something to read. The end of the channel is `close`. */
  receive(): ToReader[] {
    const lengthBytes = readSync(this.fd, this.#chunk)
    if (lengthBytes === 0) return [{ type: 'close' }]
    this.#parser.feed(this.#chunk.subarray(0, lengthBytes))
    return this.#received.splice(0)
  }

  /** Returns when the bytes are out, so that a payload may be the driver's own memory. */
  send(message: FromReader, payload?: Uint8Array): void {
    let pieces = encodeMessage(message, payload)
    while (pieces.length > 0) pieces = without(pieces, writevSync(this.fd, pieces))
  }
}

/** What is left of the pieces when so many bytes are written. */
function without(pieces: Uint8Array[], writtenBytes: number): Uint8Array[] {
  let skip = writtenBytes
  return pieces.flatMap((piece) => {
    const rest = piece.subarray(Math.min(skip, piece.length))
    skip -= piece.length - rest.length
    return rest.length === 0 ? [] : [rest]
  })
}
