/** Reads the tables of a baseline JPEG that its scan needs (ITU-T T.81, Annex B). */
import type { BaselineScan, Component, HuffmanTable } from './entropy.ts'

const SOF0 = 0xc0
const SOF1 = 0xc1
const DHT = 0xc4
const SOS = 0xda
const DRI = 0xdd

/** Returns null where the picture is not baseline with 8 bits and one scan: another decoder must judge it. */
export function readBaseline(bytes: Buffer): BaselineScan | null {
  const frame = new Map<number, { horizontal: number; vertical: number }>()
  const tables: BaselineScan['tables'] = new Map()
  let [width, height, restartInterval] = [0, 0, 0]
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] as number
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = bytes.readUInt16BE(at + 2)
    const segment = bytes.subarray(at + 4, at + 2 + length)
    if (length < 2 || segment.length < length - 2) return null
    if (marker === SOF0 || marker === SOF1) {
      if (segment.length < 6 || segment[0] !== 8) return null
      height = segment.readUInt16BE(1)
      width = segment.readUInt16BE(3)
      for (let index = 0; index < (segment[5] as number); index++) {
        const [id, sampling] = [segment[6 + index * 3], segment[7 + index * 3]]
        if (id === undefined || sampling === undefined) return null
        frame.set(id, { horizontal: sampling >> 4, vertical: sampling & 15 })
      }
    } else if (marker >= SOF1 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc) {
      return null
    }
    if (marker === DHT && !readHuffmanTables(segment, tables)) return null
    if (marker === DRI && segment.length >= 2) restartInterval = segment.readUInt16BE(0)
    if (marker === SOS) {
      const components = readComponents(segment, frame)
      if (components === null || width === 0 || height === 0) return null
      return { width, height, components, tables, restartInterval, scanAt: at + 2 + length }
    }
    at += 2 + length
  }
  return null
}

function readComponents(
  segment: Buffer,
  frame: Map<number, { horizontal: number; vertical: number }>,
): Component[] | null {
  const count = segment[0] ?? 0
  // One scan with every component: what cameras send.
  if (count === 0 || count !== frame.size) return null
  const components: Component[] = []
  for (let index = 0; index < count; index++) {
    const [id, chosen] = [segment[1 + index * 2], segment[2 + index * 2]]
    const sampling = id === undefined ? undefined : frame.get(id)
    if (sampling === undefined || chosen === undefined) return null
    if (sampling.horizontal === 0 || sampling.vertical === 0) return null
    components.push({ id: id as number, ...sampling, dcTable: chosen >> 4, acTable: chosen & 15 })
  }
  return components
}

/** False where the segment is not valid. */
function readHuffmanTables(segment: Buffer, tables: BaselineScan['tables']): boolean {
  for (let at = 0; at < segment.length; ) {
    const which = segment[at] as number
    const counts = segment.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    const values = segment.subarray(at + 17, at + 17 + total)
    if (counts.length < 16 || values.length < total || which >> 4 > 1 || (which & 15) > 3) return false
    tables.set((which >> 4) * 4 + (which & 15), huffmanTable(counts, values))
    at += 17 + total
  }
  return true
}

/** T.81 Annex C: the codes of each length follow each other. Every 16 bits that start with a code lead to its value. */
function huffmanTable(counts: Buffer, values: Buffer): HuffmanTable {
  const table = new Uint16Array(65_536)
  let [code, index] = [0, 0]
  for (let length = 1; length <= 16; length++) {
    const spread = 1 << (16 - length)
    for (let count = counts[length - 1] as number; count > 0; count--) {
      table.fill(((values[index] as number) << 5) | length, code * spread, (code + 1) * spread)
      code += 1
      index += 1
    }
    code <<= 1
  }
  return table
}
