import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { JpegScanner } from '../../../runtime/camera/jpeg/scanner.ts'

let large: Buffer
let small: Buffer
beforeAll(async () => {
  const plain = (width: number) =>
    sharp({ create: { width, height: 48, channels: 3, background: '#8ac' } })
      .jpeg()
      .toBuffer()
  large = await plain(64)
  small = await plain(16)
})

function widths(chunks: Buffer[], multipart: boolean): { frames: number[]; torn: number } {
  const frames: number[] = []
  let torn = 0
  const scanner = new JpegScanner<number>(
    ({ header }) => frames.push(header.width),
    () => torn++,
    { multipart },
  )
  for (const chunk of chunks) scanner.feed(chunk, 0)
  return { frames, torn }
}
const part = (body: Buffer) =>
  Buffer.concat([Buffer.from('--b\r\nContent-Type: image/jpeg\r\n\r\n'), body, Buffer.from('\r\n')])

describe.each([1, 7, 1000, 1e6])('in chunks of %i bytes', (size) => {
  const cut = (bytes: Buffer) =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

  it('finds the pictures of a bare stream, also without anything between them', () => {
    expect(widths(cut(Buffer.concat([large, small, large])), false)).toEqual({
      frames: [64, 16, 64],
      torn: 0,
    })
  })

  it('finds the pictures of a stream that says multipart and has no separators', () => {
    expect(widths(cut(Buffer.concat([large, small, large])), true)).toEqual({ frames: [64, 16, 64], torn: 0 })
  })

  it('takes one picture of each part, without the previews and the padding behind it', () => {
    const body = Buffer.concat([large, Buffer.alloc(9_000), small, Buffer.alloc(9_000)])
    const stream = Buffer.concat([part(body), part(body), part(large)])
    expect(widths(cut(stream), true)).toEqual({ frames: [64, 64, 64], torn: 0 })
  })
})

it('reads nested headers in linear time', () => {
  const nested = Buffer.alloc(64 * 1024)
  for (let at = 0; at + 4 <= nested.length; at += 4) nested.writeUInt32BE(0xffd8ffe0, at)
  const steps = { walked: 0 }
  const counting = new Proxy(nested, {
    get(target, key) {
      steps.walked++
      const value = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  widths([counting], false)
  expect(steps.walked).toBeLessThan(100 * nested.length)
})
