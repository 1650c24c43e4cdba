/** The structure of a JPEG as cameras send it (ITU-T T.81 Annex B): is it whole, how large is it, what does it lack. */
import { STANDARD_HUFFMAN_TABLES } from './huffman-tables.ts'

/** Second bytes of the markers (T.81 table B.1). */
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const DHT = 0xc4
const TEM = 0x01
const START_OF_IMAGE = Buffer.from([0xff, SOI])
const END_OF_IMAGE = Buffer.from([0xff, EOI])

export interface WholeJpeg {
  /** From SOI to EOI; padding is cut, missing Huffman tables are added. */
  data: Buffer
  width: number
  height: number
}

/**
 * Checks one frame of an MJPEG source. Gives null when it is torn: no start or end, a segment that runs over the end, a second
 * picture's start inside the scan, or no frame header. What lies inside the entropy-coded data is for the decoder to judge.
 */
export function wholeJpeg(bytes: Buffer): WholeJpeg | null {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== SOI) return null
  const header = readHeader(bytes)
  if (header === null || header === 'incomplete') return null
  const end = bytes.lastIndexOf(END_OF_IMAGE)
  if (end < header.scanAt) return null
  const inner = bytes.indexOf(START_OF_IMAGE, header.scanAt)
  if (inner !== -1 && inner < end) return null
  const picture = bytes.subarray(0, end + END_OF_IMAGE.length)
  const data = header.hasHuffmanTables ? picture : withHuffmanTables(picture, header.sosAt)
  return { data, width: header.width, height: header.height }
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
 * Walks the segments up to the first scan: thumbnails inside APP segments are skipped by length, never searched.
 * `incomplete` where the bytes end before the scan, null where they are no JPEG.
 */
export function readHeader(bytes: Buffer): JpegHeader | 'incomplete' | null {
  let width = 0
  let height = 0
  let hasHuffmanTables = false
  let at = 2
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] as number
    if (marker === 0xff) {
      at += 1 // fill byte, T.81 B.1.1.2
      continue
    }
    if (marker === TEM) {
      at += 2
      continue
    }
    const length = bytes.readUInt16BE(at + 2)
    const next = at + 2 + length
    if (length < 2) return null
    if (next > bytes.length) return 'incomplete'
    if (isFrameHeader(marker)) {
      if (length < 8) return null
      height = bytes.readUInt16BE(at + 5)
      width = bytes.readUInt16BE(at + 7)
    }
    if (marker === DHT) hasHuffmanTables = true
    if (marker === SOS)
      return width > 0 && height > 0 ? { width, height, hasHuffmanTables, sosAt: at, scanAt: next } : null
    at = next
  }
  return 'incomplete'
}

/** SOF0 to SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc
}

function withHuffmanTables(picture: Buffer, sosAt: number): Buffer {
  return Buffer.concat([picture.subarray(0, sosAt), STANDARD_HUFFMAN_TABLES, picture.subarray(sosAt)])
}
