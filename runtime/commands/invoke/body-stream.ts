/** Takes what a streaming handler writes: counted, its beginning kept, all of it passed on to a file where one is wanted. */
import { Writable } from 'node:stream'
import type { ResponseStream, StreamMetadata } from '../../gateway/functions/streaming.ts'

/** More than any error or page of JSON; an export may be larger than the memory. */
const KEPT_BYTES = 1024 * 1024

export class BodyStream extends Writable implements ResponseStream {
  metadata: StreamMetadata = {}
  sizeBytes = 0
  readonly #kept: Buffer[] = []
  readonly #file: Writable | undefined

  constructor(file: Writable | undefined) {
    super()
    this.#file = file
    this.on('error', () => {})
  }

  begin(metadata: StreamMetadata): void {
    this.metadata = metadata
  }

  /** The body's beginning, and all of it where it is no longer than a page of JSON. */
  kept(): Buffer {
    return Buffer.concat(this.#kept)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.sizeBytes < KEPT_BYTES) this.#kept.push(chunk)
    this.sizeBytes += chunk.length
    if (this.#file === undefined) done()
    else this.#file.write(chunk, done)
  }
}
