/**
 * Reads the entropy-coded data of a baseline JPEG (ITU-T T.81, Annex F) far enough to say whether every block is there, and where
 * bytes are that belong to no block. Many webcams put a few such bytes before their restart markers or the end; every decoder skips
 * them without harm, but reports them in the same way as a hole in the picture. It is used only after a decoder has reported something.
 */

const MARKER_PREFIX = 0xff
const RST0 = 0xd0
const RST7 = 0xd7
const EOI = 0xd9
/** Webcams are reported with 1 to 8 (libavg/libavg#782, opencv/opencv#9477). */
const MAX_STRAY_BYTES = 8

export interface Component {
  id: number
  /** Sampling factors: blocks of this component in one MCU. */
  horizontal: number
  vertical: number
  dcTable: number
  acTable: number
}

export interface BaselineScan {
  width: number
  height: number
  components: Component[]
  /** By class (0 DC, 1 AC) and number: `class * 4 + number`. */
  tables: Map<number, HuffmanTable>
  /** MCUs between restart markers; 0 for none. */
  restartInterval: number
  /** Where the entropy-coded data begin. */
  scanAt: number
}

/** A Huffman table: by the next 16 bits of the data, `value << 5 | length` of the code that they start with; 0 for none. */
export type HuffmanTable = Uint16Array

export type Entropy =
  /** Every block is there. `extraneous`: ranges of bytes that belong to none, [from, to). */
  { whole: true; extraneous: [from: number, to: number][] } | { whole: false; reason: string }

class Torn extends Error {}

/** Reads every block of the scan. Linear in the number of bytes: about 3 ms for a picture of 200 kB. */
export function readEntropy(bytes: Buffer, scan: BaselineScan): Entropy {
  const reader = new BitReader(bytes, scan.scanAt)
  const extraneous: [number, number][] = []
  const blocks = blocksOfMcu(scan)
  if (blocks === null) return { whole: false, reason: 'a Huffman table is missing' }
  const mcus = mcuCount(scan)
  try {
    for (let mcu = 0; mcu < mcus; mcu++) {
      if (scan.restartInterval > 0 && mcu > 0 && mcu % scan.restartInterval === 0) {
        skipToMarker(reader, extraneous, RST0 + ((mcu / scan.restartInterval - 1) % 8))
      }
      for (const { dc, ac } of blocks) readBlock(reader, dc, ac)
    }
    skipToMarker(reader, extraneous, EOI)
    return { whole: true, extraneous }
  } catch (error) {
    if (error instanceof Torn) return { whole: false, reason: error.message }
    throw error
  }
}

interface Block {
  dc: HuffmanTable
  ac: HuffmanTable
}

/** The blocks of one MCU in their order; a scan of one component has one block (T.81 A.2). */
function blocksOfMcu({ components, tables }: BaselineScan): Block[] | null {
  const blocks: Block[] = []
  for (const { horizontal, vertical, dcTable, acTable } of components) {
    const [dc, ac] = [tables.get(dcTable), tables.get(4 + acTable)]
    if (dc === undefined || ac === undefined) return null
    const count = components.length === 1 ? 1 : horizontal * vertical
    for (let block = 0; block < count; block++) blocks.push({ dc, ac })
  }
  return blocks
}

function mcuCount({ width, height, components }: BaselineScan): number {
  const single = components.length === 1
  const mcuWidth = single ? 8 : 8 * Math.max(...components.map(({ horizontal }) => horizontal))
  const mcuHeight = single ? 8 : 8 * Math.max(...components.map(({ vertical }) => vertical))
  return Math.ceil(width / mcuWidth) * Math.ceil(height / mcuHeight)
}

/** Moves on to the marker, which must be the next one; bytes before it are extraneous. */
function skipToMarker(reader: BitReader, extraneous: [number, number][], expected: number): void {
  const from = reader.byteAt()
  const { bytes } = reader
  let at = from
  for (; at + 1 < bytes.length; at++) {
    if (bytes[at] === MARKER_PREFIX && bytes[at + 1] !== 0 && bytes[at + 1] !== MARKER_PREFIX) break
  }
  const found = bytes[at + 1]
  if (found !== expected) {
    const isRestart = found !== undefined && found >= RST0 && found <= RST7
    throw new Torn(
      isRestart ? 'a part between restart markers is missing' : 'the scan does not end where it should',
    )
  }
  if (at > from) {
    if (!isHarmless(bytes.subarray(from, at)))
      throw new Torn('a part of the picture is missing, and other data are left over')
    extraneous.push([from, at])
  }
  reader.continueAt(at + 2)
}

/** A few stray bytes, or any number of equal ones (padding). More are the end of blocks that a hole has moved out of step. */
function isHarmless(stray: Buffer): boolean {
  return stray.length <= MAX_STRAY_BYTES || stray.every((byte) => byte === stray[0])
}

/** T.81 F.2.2: a DC difference, then runs of zeros and coefficients up to the 64th. Their values do not matter here. */
function readBlock(reader: BitReader, dc: HuffmanTable, ac: HuffmanTable): void {
  reader.skip(reader.symbol(dc))
  for (let coefficient = 1; coefficient < 64; ) {
    const symbol = reader.symbol(ac)
    const bits = symbol & 15
    if (bits === 0 && symbol !== 0xf0) return
    coefficient += (symbol >> 4) + 1
    if (coefficient > 64) throw new Torn('a block has too many coefficients')
    reader.skip(bits)
  }
}

/** The bits of the scan, without the stuffed zero bytes; a marker ends them. */
class BitReader {
  readonly bytes: Buffer
  #at: number
  /** The next bits, the first one highest; `#count` of them are there. */
  #bits = 0
  #count = 0

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes
    this.#at = at
  }

  symbol(table: HuffmanTable): number {
    if (this.#count < 16) this.#fill()
    const peek =
      this.#count >= 16
        ? (this.#bits >>> (this.#count - 16)) & 0xffff
        : (this.#bits << (16 - this.#count)) & 0xffff
    const entry = table[peek] as number
    const length = entry & 31
    if (length === 0 || length > this.#count)
      throw new Torn(this.#count < 16 ? 'a part of the picture is missing' : 'a block has no valid code')
    this.#count -= length
    return entry >> 5
  }

  skip(bits: number): void {
    if (this.#count < bits) this.#fill()
    if (bits > this.#count) throw new Torn('a part of the picture is missing')
    this.#count -= bits
  }

  /** The first byte that no block has used. */
  byteAt(): number {
    let whole = this.#count >> 3
    let at = this.#at
    // Bytes that were read ahead are given back, with the zero behind each 0xff.
    for (; whole > 0; whole--) at -= this.bytes[at - 1] === 0 && this.bytes[at - 2] === MARKER_PREFIX ? 2 : 1
    return at
  }

  continueAt(at: number): void {
    this.#at = at
    this.#count = 0
  }

  /** Up to 24 bits and more; fewer before a marker or the end. */
  #fill(): void {
    const { bytes } = this
    while (this.#count <= 16) {
      const byte = bytes[this.#at]
      if (byte === undefined) return
      if (byte === MARKER_PREFIX) {
        if (bytes[this.#at + 1] !== 0) return
        this.#at += 1
      }
      this.#at += 1
      this.#bits = ((this.#bits & 0xffff) << 8) | byte
      this.#count += 8
    }
  }
}
