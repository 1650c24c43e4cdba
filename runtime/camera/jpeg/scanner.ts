/**
 * Finds the JPEGs in a stream of bytes: raw MJPEG, or a multipart stream. Boundaries and part headers are only text between pictures,
 * so wrong lengths and odd boundaries do no harm. Nothing is copied unless somebody asks for the frame.
 */
import { type JpegHeader, readHeader } from './structure.ts'

const START = Buffer.from([0xff, 0xd8, 0xff])
const END = Buffer.from([0xff, 0xd9])
/** Headers of cameras are some kilobytes; embedded thumbnails and colour profiles make them larger. */
const MAX_HEADER_BYTES = 1024 * 1024
/** Text between two parts of a multipart stream: a boundary, or the name of a part header. */
const SEPARATOR = /--|content-/i
/** So much of the text before a picture is looked at: its part's headers. */
const MAX_GAP_BYTES = 4096
/** An uncompressed 16k picture is larger than any JPEG of it: what is longer has lost its end. */
const MAX_FRAME_BYTES = 128 * 1024 * 1024

export interface ScannedFrame<Stamp> {
  header: JpegHeader
  /** What the scanner was told with the chunk that held the frame's first byte. */
  stamp: Stamp
  /** The frame's bytes in one piece. */
  bytes(): Buffer
}

export class JpegScanner<Stamp> {
  readonly #onFrame: (frame: ScannedFrame<Stamp>) => void
  readonly #onTorn: () => void
  readonly #multipart: boolean
  /** The text since the last picture. */
  #gap = ''
  /** A separator was seen: this stream has them, which not every one that says multipart does. */
  #separated = false
  #needBytes = 0
  #state: 'between' | 'header' | 'scan' = 'between'
  #chunks: Buffer[] = []
  #sizeBytes = 0
  #header: JpegHeader | undefined
  #stamp: Stamp | undefined
  /** The last bytes of the chunk before, for a marker that is cut in two. */
  #tail: Buffer = Buffer.alloc(0)
  /** That chunk's stamp: a frame whose first byte it held came with it. */
  #tailStamp: Stamp | undefined

  /**
   * `multipart`: the stream has parts. Then a JPEG that no separator precedes belongs to the part of the picture before it: cameras
   * append previews ("Multi-Picture Format", CIPA DC-007), which are neither pictures nor faults.
   */
  constructor(
    onFrame: (frame: ScannedFrame<Stamp>) => void,
    onTorn: () => void,
    { multipart = false }: { multipart?: boolean } = {},
  ) {
    this.#onFrame = onFrame
    this.#onTorn = onTorn
    this.#multipart = multipart
  }

  feed(chunk: Buffer, stamp: Stamp): void {
    let rest: Buffer | null = chunk
    while (rest !== null && rest.length > 0) {
      if (this.#state === 'between') rest = this.#seek(rest, stamp)
      else if (this.#state === 'header') rest = this.#readHeader(rest)
      else rest = this.#scan(rest)
    }
  }

  #seek(chunk: Buffer, stamp: Stamp): Buffer | null {
    const bytes = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk
    const at = bytes.indexOf(START)
    const startsInTail = at !== -1 && at < this.#tail.length
    this.#noteGap(at === -1 ? bytes : bytes.subarray(0, at))
    if (at === -1) {
      // A tail that goes on keeps the older stamp, which can only make a frame look older than it is.
      if (this.#tail.length === 0 || chunk.length >= START.length - 1) this.#tailStamp = stamp
      this.#tail = bytes.subarray(Math.max(0, bytes.length - (START.length - 1)))
      return null
    }
    this.#tail = Buffer.alloc(0)
    const separator = this.#multipart && SEPARATOR.test(this.#gap)
    if (this.#separated && !separator) return bytes.subarray(at + START.length - 1)
    this.#separated ||= separator
    this.#state = 'header'
    this.#needBytes = 0
    this.#stamp = startsInTail ? this.#tailStamp : stamp
    this.#chunks = []
    this.#sizeBytes = 0
    return bytes.subarray(at)
  }

  #noteGap(bytes: Buffer): void {
    if (!this.#multipart) return
    const last = bytes.subarray(-MAX_GAP_BYTES).toString('latin1')
    this.#gap = (this.#gap + last).slice(-MAX_GAP_BYTES)
  }

  #readHeader(chunk: Buffer): Buffer | null {
    this.#chunks.push(chunk)
    this.#sizeBytes += chunk.length
    // The header is walked again only when the bytes are there that it lacked, so that small chunks cost little.
    if (this.#sizeBytes < this.#needBytes) return null
    const bytes = this.#chunks.length > 1 ? Buffer.concat(this.#chunks) : chunk
    const header = readHeader(bytes)
    if (header !== null && 'needBytes' in header && header.needBytes <= MAX_HEADER_BYTES) {
      this.#chunks = [bytes]
      this.#needBytes = header.needBytes
      return null
    }
    if (header === null || 'needBytes' in header) {
      this.#reset()
      this.#onTorn()
      return bytes.subarray(START.length - 1)
    }
    this.#state = 'scan'
    this.#header = header
    this.#chunks = [bytes.subarray(0, header.scanAt)]
    this.#sizeBytes = header.scanAt
    return bytes.subarray(header.scanAt)
  }

  #scan(chunk: Buffer): Buffer | null {
    const last = this.#chunks.at(-1) as Buffer
    const cutInTwo = last[last.length - 1] === 0xff && chunk[0] === END[1]
    const at = cutInTwo ? -1 : chunk.indexOf(END)
    const end = cutInTwo ? 1 : at === -1 ? -1 : at + END.length
    if (end === -1) {
      this.#chunks.push(chunk)
      this.#sizeBytes += chunk.length
      if (this.#sizeBytes > MAX_FRAME_BYTES) {
        this.#reset()
        this.#onTorn()
      }
      return null
    }
    const chunks = [...this.#chunks, chunk.subarray(0, end)]
    const frame = {
      header: this.#header as JpegHeader,
      stamp: this.#stamp as Stamp,
      bytes: () => Buffer.concat(chunks),
    }
    this.#reset()
    this.#gap = ''
    this.#onFrame(frame)
    return chunk.subarray(end)
  }

  #reset(): void {
    this.#state = 'between'
    this.#chunks = []
    this.#header = undefined
    this.#tail = Buffer.alloc(0)
  }
}
