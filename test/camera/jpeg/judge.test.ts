/** Damaged JPEGs: one that decoders show without visible harm is a picture, one with a hole is not. */
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { judgeJpeg } from '../../../runtime/camera/jpeg/judge.ts'
import { readHeader, wholeJpeg } from '../../../runtime/camera/jpeg/structure.ts'

const [WIDTH, HEIGHT] = [320, 240]
let baseline: Buffer
let progressive: Buffer
let grey: Buffer
let restarts: Buffer

beforeAll(async () => {
  const noise = Buffer.from(
    Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (i * 7919 + (i >> 7) * 31) % 251),
  )
  const image = () => sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
  baseline = await image().jpeg({ quality: 90, optimiseCoding: false }).toBuffer()
  progressive = await image().jpeg({ progressive: true }).toBuffer()
  grey = await image().greyscale().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer()
  restarts = await withRestartMarkers(baseline)
})

/** ffmpeg is not needed: a restart interval of one MCU is made by decoding nothing and re-encoding rows apart. */
async function withRestartMarkers(picture: Buffer): Promise<Buffer> {
  // An interval longer than the picture: the segment is there, and no marker is due.
  const sos = (readHeader(picture) as { sosAt: number }).sosAt
  const dri = Buffer.from([0xff, 0xdd, 0, 4, 0xff, 0xff])
  return Buffer.concat([picture.subarray(0, sos), dri, picture.subarray(sos)])
}

const judge = async (bytes: Buffer) => {
  const whole = wholeJpeg(bytes)
  return whole === null ? { whole: false, reason: 'structure' } : judgeJpeg(whole.data)
}
const pixels = (bytes: Buffer) => sharp(bytes).raw().toBuffer()
const insert = (bytes: Buffer, at: number, more: Buffer) =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])

describe('is a picture', () => {
  it.each([
    ['baseline', () => baseline],
    ['progressive', () => progressive],
    ['grey', () => grey],
    ['with a restart interval', () => restarts],
    ['with padding behind its end', () => Buffer.concat([baseline, Buffer.alloc(5_000)])],
    ['with a preview behind its end', () => Buffer.concat([baseline, Buffer.alloc(64), grey])],
    ['with fill bytes before a marker', () => insert(baseline, 2, Buffer.from([0xff, 0xff]))],
  ])('%s', async (_, make) => {
    expect(await judge(make())).toMatchObject({ whole: true, damage: null })
  })

  it.each([1, 3, 200])('with %i extraneous bytes before its end, to the same pixels', async (count) => {
    const stray = insert(baseline, baseline.length - 2, Buffer.alloc(count, 0x2a))
    const judged = await judge(stray)
    expect(judged).toMatchObject({ whole: true, damage: `${count} extraneous bytes before 1 markers` })
    expect((await pixels((judged as { data: Buffer }).data)).equals(await pixels(baseline))).toBe(true)
  })
})

describe('is torn', () => {
  it.each([
    ['a hole of 3,060 bytes', 3_060],
    ['a hole of 512 bytes', 512],
  ])('%s in the middle', async (_, size) => {
    const middle = Math.floor(baseline.length / 2)
    const holed = Buffer.concat([baseline.subarray(0, middle), baseline.subarray(middle + size)])
    expect((await judge(holed)).whole).toBe(false)
  })

  it('a progressive picture with a hole', async () => {
    const middle = Math.floor(progressive.length / 2)
    const holed = Buffer.concat([progressive.subarray(0, middle), progressive.subarray(middle + 3_060)])
    expect((await judge(holed)).whole).toBe(false)
  })

  it('a scan cut in half with an end marker behind it', async () => {
    const half = Math.floor(baseline.length / 2)
    expect((await judge(Buffer.concat([baseline.subarray(0, half), Buffer.from([0xff, 0xd9])]))).whole).toBe(
      false,
    )
  })

  it('a header that claims more than 120 million pixels', async () => {
    const bomb = Buffer.from(baseline)
    const sof = bomb.indexOf(Buffer.from([0xff, 0xc0]))
    bomb.writeUInt16BE(16_383, sof + 5)
    bomb.writeUInt16BE(16_383, sof + 7)
    expect(wholeJpeg(bomb)).toBeNull()
  })
})
