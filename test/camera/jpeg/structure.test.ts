import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { wholeJpeg } from '../../../runtime/camera/jpeg/structure.ts'
import { toSharp } from '../../../runtime/camera/pixels.ts'
import type { Frame, PixelFormat } from '../../../runtime/camera/port.ts'

let jpeg: Buffer
beforeAll(async () => {
  const noise = Buffer.from(Array.from({ length: 64 * 48 * 3 }, (_, i) => (i * 7919) % 251))
  jpeg = await sharp(noise, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg({ optimiseCoding: false })
    .toBuffer()
})

describe('wholeJpeg', () => {
  it('accepts a whole picture unchanged and reads its size', () => {
    expect(wholeJpeg(jpeg)).toMatchObject({ width: 64, height: 48 })
    expect(wholeJpeg(jpeg)?.data.equals(jpeg)).toBe(true)
  })
  it('cuts padding', () => {
    expect(wholeJpeg(Buffer.concat([jpeg, Buffer.alloc(500)]))?.data.equals(jpeg)).toBe(true)
  })
  it('refuses every truncation', () => {
    for (let length = 0; length < jpeg.length; length++)
      expect(wholeJpeg(jpeg.subarray(0, length))).toBeNull()
  })
  it('refuses two halves of different pictures', () => {
    expect(wholeJpeg(Buffer.concat([jpeg.subarray(0, jpeg.length - 40), jpeg]))).toBeNull()
  })
  it('is not misled by a thumbnail inside an APP segment', () => {
    const app = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), jpeg])
    app.writeUInt16BE(jpeg.length + 2, 2)
    const outer = Buffer.concat([jpeg.subarray(0, 2), app, jpeg.subarray(2)])
    expect(wholeJpeg(outer)?.data.length).toBe(outer.length)
  })
  it('adds the Huffman tables that a camera leaves out, so that it decodes to the same pixels', async () => {
    const bare = withoutHuffmanTables(jpeg)
    expect(bare.length).toBeLessThan(jpeg.length - 400)
    const mended = wholeJpeg(bare)?.data as Buffer
    expect((await sharp(mended).raw().toBuffer()).equals(await sharp(jpeg).raw().toBuffer())).toBe(true)
  })
})

function withoutHuffmanTables(picture: Buffer): Buffer {
  const kept = [picture.subarray(0, 2)]
  for (let at = 2; ; ) {
    const next = at + 2 + picture.readUInt16BE(at + 2)
    if (picture[at + 1] === 0xda) return Buffer.concat([...kept, picture.subarray(at)])
    if (picture[at + 1] !== 0xc4) kept.push(picture.subarray(at, next))
    at = next
  }
}

describe('toSharp', () => {
  const frame = (pixelFormat: PixelFormat, data: number[], more: Partial<Frame> = {}): Frame => ({
    data: Buffer.from(data),
    pixelFormat,
    width: 2,
    height: 2,
    sequence: 0,
    exposedAtMs: 0,
    clock: 'kernel',
    latencyBoundMs: 0,
    latencySource: 'device_clock',
    ...more,
  })
  const pixels = async (of: Frame) => [...(await toSharp(of).raw().toBuffer())]
  // BT.601 limited range: Y 81, Cb 90, Cr 240 is pure red.
  const red = [255, 0, 0]
  const reds = [...red, ...red, ...red, ...red]

  it.each<[PixelFormat, number[]]>([
    ['YUYV', [81, 90, 81, 240, 81, 90, 81, 240]],
    ['UYVY', [90, 81, 240, 81, 90, 81, 240, 81]],
    ['NV12', [81, 81, 81, 81, 90, 240]],
    ['RGB24', reds],
    ['BGR24', [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255]],
  ])('%s', async (pixelFormat, data) => {
    for (const [i, value] of (await pixels(frame(pixelFormat, data))).entries()) {
      expect(Math.abs(value - (reds[i] as number))).toBeLessThanOrEqual(1)
    }
  })
  it('leaves out the bytes between the lines', async () => {
    const rgb = await pixels(
      frame('RGB24', [1, 2, 3, 4, 5, 6, 99, 99, 7, 8, 9, 10, 11, 12], { bytesPerLine: 8 }),
    )
    expect(rgb).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })
  it('throws CAPTURE_FAILED for too few bytes', () => {
    expect(() => toSharp(frame('YUYV', [1, 2, 3]))).toThrow(
      expect.objectContaining({ code: 'CAPTURE_FAILED' }),
    )
  })
})
