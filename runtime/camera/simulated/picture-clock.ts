/**
 * A clock that a machine reads from the picture: two rows of black and white blocks at the lower edge, which survive JPEG
 * and scaling to half. 104 bits: exposure in whole milliseconds of the monotonic clock (48), sequence (32), checksum (24).
 */
import { crc32 } from 'node:zlib'

const ROWS = 2
const BITS_PER_ROW = 52
/** Blocks across the picture: the bits of a row and a margin of two on each side. */
const BLOCKS_ACROSS = BITS_PER_ROW + 4
const MARGIN_BLOCKS = 2

export interface PictureTime {
  exposedAtMs: number
  sequence: number
}

/** Paints the clock into tightly packed RGB. */
export function paintClock(rgb: Buffer, width: number, height: number, time: PictureTime): void {
  const bits = encode(time)
  const block = width / BLOCKS_ACROSS
  for (let row = 0; row < ROWS; row++) {
    const top = Math.round(height - (ROWS - row) * block)
    const bottom = Math.round(height - (ROWS - row - 1) * block)
    const line = Buffer.alloc(width * 3)
    for (let bit = 0; bit < BITS_PER_ROW; bit++) {
      const from = Math.round((MARGIN_BLOCKS + bit) * block)
      const to = Math.round((MARGIN_BLOCKS + bit + 1) * block)
      line.fill(bits[row * BITS_PER_ROW + bit] ? 0xff : 0, from * 3, to * 3)
    }
    for (let y = top; y < bottom; y++) line.copy(rgb, y * width * 3)
  }
}

/** Reads the clock from a grey picture of one byte a pixel, at any scale; null when the checksum does not fit. */
export function readClock(grey: Buffer, width: number, height: number): PictureTime | null {
  const block = width / BLOCKS_ACROSS
  const bits: boolean[] = []
  for (let row = 0; row < ROWS; row++) {
    for (let bit = 0; bit < BITS_PER_ROW; bit++) {
      const x = Math.floor((MARGIN_BLOCKS + bit + 0.5) * block)
      const y = Math.floor(height - (ROWS - row - 0.5) * block)
      bits.push((grey[y * width + x] ?? 0) > 127)
    }
  }
  return decode(bits)
}

function encode({ exposedAtMs, sequence }: PictureTime): boolean[] {
  const bytes = Buffer.alloc(13)
  bytes.writeUIntBE(Math.floor(exposedAtMs), 0, 6)
  bytes.writeUInt32BE(sequence >>> 0, 6)
  bytes.writeUIntBE(crc32(bytes.subarray(0, 10)) & 0xffffff, 10, 3)
  return [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => ((byte >> (7 - bit)) & 1) === 1))
}

function decode(bits: boolean[]): PictureTime | null {
  const bytes = Buffer.alloc(13)
  for (const [i, bit] of bits.entries())
    if (bit) bytes[i >> 3] = (bytes[i >> 3] as number) | (0x80 >> (i & 7))
  if (bytes.readUIntBE(10, 3) !== (crc32(bytes.subarray(0, 10)) & 0xffffff)) return null
  return { exposedAtMs: bytes.readUIntBE(0, 6), sequence: bytes.readUInt32BE(6) }
}
