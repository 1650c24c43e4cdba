/**
 * A baseline JPEG encoder (ITU-T T.81) for pictures of flat 8×8 blocks, cheap enough to make 30 pictures a second in an
 * emulated machine: 4:2:2 as webcams send it, colourless, with a fixed grain that gives it a camera's size. Each row of blocks
 * is a restart interval of its own, so a row that did not change is not encoded again.
 */
import { STANDARD_HUFFMAN_TABLES } from '../../../runtime/camera/jpeg/huffman-tables.ts'

const BLOCK = 8
/** The largest quantiser at which a block's DC coefficient still holds every grey level. */
const QUANTISER = 8
const END_OF_BLOCK = 0x00
/** Non-zero AC coefficients of each luminance block. */
const GRAIN_COEFFICIENTS = 12
/** Enough for the brightnesses that a test switches between. */
const REMEMBERED_ROWS = 4
const LUMINANCE = 0
const AC = 0x10
/** DC difference 0, then end of block, in the standard chrominance tables: one grey block in each of Cb and Cr. */
const GREY_CHROMINANCE = { code: 0b0000_0000, bits: 8 }

interface Code {
  code: number
  bits: number
}

/** The codes of one table of a DHT segment (T.81 Annex C), by value. */
function huffmanCodes(identifier: number): Map<number, Code> {
  for (let at = 4; at < STANDARD_HUFFMAN_TABLES.length; ) {
    const counts = STANDARD_HUFFMAN_TABLES.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (STANDARD_HUFFMAN_TABLES[at] === identifier)
      return assignCodes(counts, STANDARD_HUFFMAN_TABLES.subarray(at + 17, at + 17 + total))
    at += 17 + total
  }
  throw new Error(`there is no Huffman table ${identifier}`)
}

function assignCodes(counts: Buffer, values: Buffer): Map<number, Code> {
  const codes = new Map<number, Code>()
  let code = 0
  let next = 0
  for (let bits = 1; bits <= counts.length; bits++, code <<= 1)
    for (let i = 0; i < (counts[bits - 1] ?? 0); i++)
      codes.set(values[next++] as number, { code: code++, bits })
  return codes
}

const DC_CODES = huffmanCodes(LUMINANCE)
const AC_CODES = huffmanCodes(AC | LUMINANCE)

/** Entropy-coded bytes: a 0xFF is followed by a zero, the last byte is filled with ones (T.81 F.1.2.3). */
class BitWriter {
  readonly #bytes: number[] = []
  #accumulator = 0
  #bits = 0

  write({ code, bits }: Code): void {
    this.#accumulator = (this.#accumulator << bits) | code
    this.#bits += bits
    while (this.#bits >= 8) {
      this.#bits -= 8
      const byte = (this.#accumulator >> this.#bits) & 0xff
      this.#bytes.push(byte)
      if (byte === 0xff) this.#bytes.push(0)
    }
    this.#accumulator &= (1 << this.#bits) - 1
  }

  finish(): Buffer {
    if (this.#bits > 0) this.write({ code: (1 << (8 - this.#bits)) - 1, bits: 8 - this.#bits })
    return Buffer.from(this.#bytes)
  }
}

/** Encodes pictures of one size, `width` a multiple of 16 and `height` of 8. */
export class BlockJpegEncoder {
  readonly #header: { withTables: Buffer; withoutTables: Buffer }
  readonly #blocksAcross: number
  /** For each row of blocks, its last contents with their bytes: a picture that goes to and fro is encoded twice, not each time. */
  readonly #rows: { blocks: Buffer; data: Buffer }[][] = []

  constructor(width: number, height: number) {
    this.#blocksAcross = width / BLOCK
    this.#header = { withTables: header(width, height, true), withoutTables: header(width, height, false) }
  }

  /** The JPEG of a picture given as one grey level per 8×8 block. */
  encode(blocks: Buffer, options: { huffmanTables: boolean }): Buffer {
    const rows: Buffer[] = []
    for (let at = 0, row = 0; at < blocks.length; at += this.#blocksAcross, row++) {
      const wanted = blocks.subarray(at, at + this.#blocksAcross)
      const known = this.#encoded(row, wanted)
      if (row > 0) rows.push(Buffer.from([0xff, 0xd0 + ((row - 1) & 7)]))
      rows.push(known)
    }
    const lead = options.huffmanTables ? this.#header.withTables : this.#header.withoutTables
    return Buffer.concat([lead, ...rows, Buffer.from([0xff, 0xd9])])
  }

  #encoded(row: number, wanted: Buffer): Buffer {
    this.#rows[row] ??= []
    const remembered = this.#rows[row]
    const known = remembered.find(({ blocks }) => blocks.equals(wanted))
    if (known !== undefined) return known.data
    const data = encodeRow(wanted, row)
    if (remembered.unshift({ blocks: Buffer.from(wanted), data }) > REMEMBERED_ROWS) remembered.pop()
    return data
  }
}

function encodeRow(blocks: Buffer, row: number): Buffer {
  const writer = new BitWriter()
  let previous = 0
  for (const [column, level] of blocks.entries()) {
    const dc = level - 128
    writeCoefficient(writer, DC_CODES, 0, dc - previous)
    previous = dc
    for (let i = 0; i < GRAIN_COEFFICIENTS; i++)
      writeCoefficient(writer, AC_CODES, 0, (row * 31 + column * 17 + i * 7) % 3 === 0 ? -1 : 1)
    writer.write(AC_CODES.get(END_OF_BLOCK) as Code)
    if (column % 2 === 1) writer.write(GREY_CHROMINANCE)
  }
  return writer.finish()
}

/** A coefficient after `zeroRun` zeros: its size's code, then its bits, one less where it is negative (T.81 F.1.2.1). */
function writeCoefficient(writer: BitWriter, codes: Map<number, Code>, zeroRun: number, value: number): void {
  const bits = 32 - Math.clz32(Math.abs(value))
  writer.write(codes.get((zeroRun << 4) | bits) as Code)
  if (bits > 0) writer.write({ code: value < 0 ? value + (1 << bits) - 1 : value, bits })
}

function header(width: number, height: number, huffmanTables: boolean): Buffer {
  const segment = (marker: number, ...bytes: number[]): Buffer =>
    Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff, ...bytes])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, ...Buffer.from('AVI1\0\0\0\0\0\0\0\0\0\0')),
    segment(0xdb, 0, ...Array.from({ length: 64 }, () => QUANTISER)),
    segment(
      0xc0,
      8,
      height >> 8,
      height & 0xff,
      width >> 8,
      width & 0xff,
      3,
      1,
      0x21,
      0,
      2,
      0x11,
      0,
      3,
      0x11,
      0,
    ),
    ...(huffmanTables ? [STANDARD_HUFFMAN_TABLES] : []),
    segment(0xdd, 0, width / (2 * BLOCK)),
    segment(0xda, 3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0),
  ])
}
