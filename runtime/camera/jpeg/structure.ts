/** The structure of a JPEG as cameras send it (ITU-T T.81, Annex B): where it ends, how large the picture is, what is missing. */
import { STANDARD_HUFFMAN_TABLES } from './huffman-tables.ts'

/** Second bytes of the markers (T.81 table B.1). */
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const DHT = 0xc4
const TEM = 0x01
const RST0 = 0xd0
const RST7 = 0xd7
const FILL = 0xff

/** A larger picture than any camera that this service is for gives; it bounds what decoding one can cost. */
export const MAX_PIXELS = 120_000_000
/** A colour profile takes up to 255 segments; no camera sends as many. The bound keeps a hostile header linear. */
const MAX_SEGMENTS = 400

export interface WholeJpeg {
  /** From SOI to EOI; padding is cut, missing Huffman tables are added. */
  data: Buffer
  width: number
  height: number
}

/**
 * Finds the picture that the bytes start with; what follows its end (padding, a preview) is cut off. Returns null when it is torn: no
 * start or end, a segment that runs over the end, another start inside the scan, no frame header, or more than MAX_PIXELS. Whether
 * every block is there is for the decoder to judge (judge.ts).
 */
export function wholeJpeg(bytes: Buffer): WholeJpeg | null {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== SOI) return null
  const header = readHeader(bytes)
  if (header === null || 'needBytes' in header) return null
  const end = endOfPicture(bytes, header.scanAt)
  if (end === null) return null
  const picture = bytes.subarray(0, end)
  const data = header.hasHuffmanTables ? picture : withHuffmanTables(picture, header.sosAt)
  return { data, width: header.width, height: header.height }
}

/** The offset behind EOI; null where the scans do not end with one. */
function endOfPicture(bytes: Buffer, scanAt: number): number | null {
  for (let at = bytes.indexOf(FILL, scanAt), segments = 0; at >= 0 && at + 1 < bytes.length; ) {
    const marker = bytes[at + 1] as number
    if (marker === EOI) return at + 2
    if (marker === SOI) return null
    let next = at + 1
    // A progressive picture has segments between its scans. Anything else inside a scan is for the decoder to judge.
    if (marker === SOS || marker === DHT || isTableOrComment(marker)) {
      if (at + 4 > bytes.length || ++segments > MAX_SEGMENTS) return null
      next = at + 2 + bytes.readUInt16BE(at + 2)
    } else if (marker === 0 || (marker >= RST0 && marker <= RST7)) next = at + 2
    at = bytes.indexOf(FILL, next)
  }
  return null
}

/** DQT, DRI, APP0 to APP15 and COM. */
function isTableOrComment(marker: number): boolean {
  return marker === 0xdb || marker === 0xdd || (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe
}

export interface JpegHeader {
  width: number
  height: number
  hasHuffmanTables: boolean
  sosAt: number
  /** Where the entropy-coded data begin. */
  scanAt: number
}

/**
 * Walks the segments up to the first scan; thumbnails inside APP segments are skipped by length, never searched. Returns `needBytes`
 * where the bytes end before the scan (more are needed than there are), and null where they are not a JPEG.
 */
export function readHeader(bytes: Buffer): JpegHeader | { needBytes: number } | null {
  let width = 0
  let height = 0
  let hasHuffmanTables = false
  let at = 2
  for (let segments = 0; at + 4 <= bytes.length; segments++) {
    if (bytes[at] !== 0xff || segments > MAX_SEGMENTS) return null
    const marker = bytes[at + 1] as number
    if (marker === FILL) {
      at += 1 // fill byte, T.81 B.1.1.2
      continue
    }
    if (marker === TEM) {
      at += 2
      continue
    }
    const length = bytes.readUInt16BE(at + 2)
    const next = at + 2 + length
    if (length < 2 || marker === SOI || marker === EOI) return null
    if (next > bytes.length) return { needBytes: next }
    if (isFrameHeader(marker)) {
      if (length < 8) return null
      height = bytes.readUInt16BE(at + 5)
      width = bytes.readUInt16BE(at + 7)
      if (width * height > MAX_PIXELS) return null
    }
    if (marker === DHT) hasHuffmanTables = true
    if (marker === SOS)
      return width > 0 && height > 0 ? { width, height, hasHuffmanTables, sosAt: at, scanAt: next } : null
    at = next
  }
  return { needBytes: at + 4 }
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc
}

function withHuffmanTables(picture: Buffer, sosAt: number): Buffer {
  return Buffer.concat([picture.subarray(0, sosAt), STANDARD_HUFFMAN_TABLES, picture.subarray(sosAt)])
}
