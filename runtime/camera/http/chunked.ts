/**
 * Takes the chunk sizes out of a chunked body (RFC 9112 section 7.1), as cameras write it: LF alone, blanks around the size, extensions, empty
 * lines between. What is announced as chunked but is not, goes on as it is.
 */

/** A size with an extension; anything longer is not a chunk's first line. */
const MAX_SIZE_LINE_BYTES = 256
const SIZE_LINE = /^\s*([0-9a-f]{1,8})\s*(?:;[^\n]*)?\r?$/i
const LINE_FEED = 0x0a

export class ChunkedBody {
  readonly #onData: (bytes: Buffer) => void
  #line = ''
  #leftBytes = 0
  #plain = false
  #ended = false

  constructor(onData: (bytes: Buffer) => void) {
    this.#onData = onData
  }

  /** The last chunk was read. */
  get ended(): boolean {
    return this.#ended
  }

  feed(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length && !this.#ended) {
      if (this.#plain) {
        this.#onData(at === 0 ? bytes : bytes.subarray(at))
        return
      }
      if (this.#leftBytes > 0) {
        const end = Math.min(bytes.length, at + this.#leftBytes)
        this.#onData(bytes.subarray(at, end))
        this.#leftBytes -= end - at
        at = end
      } else {
        at = this.#readLine(bytes, at)
      }
    }
  }

  #readLine(bytes: Buffer, from: number): number {
    const feed = bytes.indexOf(LINE_FEED, from)
    const end = feed === -1 ? bytes.length : feed
    this.#line += bytes.toString('latin1', from, Math.min(end, from + MAX_SIZE_LINE_BYTES + 1))
    if (feed === -1 && this.#line.length <= MAX_SIZE_LINE_BYTES) return bytes.length
    const line = this.#line
    this.#line = ''
    if (feed !== -1 && line.trim() === '') return feed + 1
    const size = SIZE_LINE.exec(line)?.[1]
    if (feed === -1 || size === undefined) {
      this.#plain = true
      // The line was no size but data: a picture's first bytes, or a boundary.
      this.#onData(Buffer.from(`${line}${feed === -1 ? '' : '\n'}`, 'latin1'))
      return feed === -1 ? Math.min(end, from + MAX_SIZE_LINE_BYTES + 1) : feed + 1
    }
    this.#leftBytes = Number.parseInt(size, 16)
    if (this.#leftBytes === 0) this.#ended = true
    return feed + 1
  }
}
