/** Lists the formats, sizes and rates of a device, and chooses one. */
import type { PixelFormat } from '../port.ts'
import { tryIoctl } from './libc.ts'
import { VIDIOC_ENUM_FMT, VIDIOC_ENUM_FRAMEINTERVALS, VIDIOC_ENUM_FRAMESIZES } from './requests.ts'
import {
  V4L2_BUF_TYPE_VIDEO_CAPTURE,
  V4L2_FRMIVAL_TYPE_DISCRETE,
  V4L2_FRMSIZE_TYPE_DISCRETE,
} from './videodev2.ts'

/**
 * The formats that can be made into a picture, best first: the camera's own JPEGs cost the bus and the processor least; then
 * those with colour for every pixel, with colour for every second, without.
 */
const KNOWN: [fourccCode: string, PixelFormat][] = [
  ['MJPG', 'MJPEG'],
  ['JPEG', 'MJPEG'],
  ['RGB3', 'RGB24'],
  ['BGR3', 'BGR24'],
  ['YUYV', 'YUYV'],
  ['UYVY', 'UYVY'],
  ['NV12', 'NV12'],
  ['GREY', 'GREY'],
]

export interface OfferedSize {
  width: number
  height: number
  /** Rates, the fastest first; empty where the device lists none. */
  fps: number[]
}

export interface OfferedFormat {
  /** The four characters of V4L2, as in `MJPG`. */
  code: string
  description: string
  /** null: one that cannot be made into a picture here. */
  pixelFormat: PixelFormat | null
  /** Where a device gives any size in a range: the smallest and the largest. */
  sizes: OfferedSize[]
  /** Any size between the two of `sizes` can be had. */
  anySize: boolean
}

/** Everything the device lists for capturing into one plane. */
export function listFormats(fd: number): OfferedFormat[] {
  const formats: OfferedFormat[] = []
  for (let index = 0; ; index++) {
    const { errno, answer } = tryIoctl(fd, VIDIOC_ENUM_FMT, { index, type: V4L2_BUF_TYPE_VIDEO_CAPTURE })
    if (errno !== 0) return formats
    const code = codeOf(answer.pixelformat)
    formats.push({
      code,
      description: answer.description,
      pixelFormat: KNOWN.find(([known]) => known === code)?.[1] ?? null,
      ...listSizes(fd, answer.pixelformat),
    })
  }
}

function listSizes(fd: number, pixel_format: number): Pick<OfferedFormat, 'sizes' | 'anySize'> {
  const sizes: OfferedSize[] = []
  const add = (width: number, height: number) =>
    sizes.push({ width, height, fps: listRates(fd, pixel_format, width, height) })
  for (let index = 0; ; index++) {
    const { errno, answer } = tryIoctl(fd, VIDIOC_ENUM_FRAMESIZES, { index, pixel_format })
    if (errno !== 0) return { sizes, anySize: false }
    const { discrete, stepwise } = answer.anonymous
    if (answer.type !== V4L2_FRMSIZE_TYPE_DISCRETE) {
      add(stepwise.min_width, stepwise.min_height)
      add(stepwise.max_width, stepwise.max_height)
      return { sizes, anySize: true }
    }
    add(discrete.width, discrete.height)
  }
}

function listRates(fd: number, pixel_format: number, width: number, height: number): number[] {
  const rates: number[] = []
  for (let index = 0; ; index++) {
    const asked = { index, pixel_format, width, height }
    const { errno, answer } = tryIoctl(fd, VIDIOC_ENUM_FRAMEINTERVALS, asked)
    if (errno !== 0) break
    const isDiscrete = answer.type === V4L2_FRMIVAL_TYPE_DISCRETE
    // Of a range, the shortest interval is the fastest rate.
    const { numerator, denominator } = isDiscrete ? answer.anonymous.discrete : answer.anonymous.stepwise.min
    rates.push(rateOf(numerator, denominator))
    if (!isDiscrete) break
  }
  return rates.sort((a, b) => b - a)
}

export interface Wanted {
  width: number
  height: number
  fps: number
  pixelFormat?: PixelFormat | undefined
}

/**
 * The format to ask for: one that gives the size, and the rate, before the better one. undefined where the device has none
 * that is known, or not the one that `pixelFormat` insists on.
 */
export function chooseFormat(offered: OfferedFormat[], wanted: Wanted): OfferedFormat | undefined {
  const usable = offered.filter(
    ({ pixelFormat }) =>
      pixelFormat !== null && (wanted.pixelFormat === undefined || pixelFormat === wanted.pixelFormat),
  )
  const score = (format: OfferedFormat) =>
    (givesSize(format, wanted) ? 2 : 0) + (givesRate(format, wanted) ? 1 : 0)
  const rank = ({ code }: OfferedFormat) => KNOWN.findIndex(([known]) => known === code)
  return usable.sort((a, b) => score(b) - score(a) || rank(a) - rank(b))[0]
}

/** True where the device lists the size, or says nothing of sizes. */
export function givesSize({ sizes, anySize }: OfferedFormat, { width, height }: Wanted): boolean {
  const [smallest, largest] = sizes
  if (smallest === undefined) return true
  if (anySize && largest !== undefined)
    return (
      width >= smallest.width &&
      width <= largest.width &&
      height >= smallest.height &&
      height <= largest.height
    )
  return sizes.some((size) => size.width === width && size.height === height)
}

/** The size's rates; in a range of sizes those of the largest, which every smaller one reaches, too. */
function givesRate({ sizes, anySize }: OfferedFormat, { width, height, fps }: Wanted): boolean {
  const size = anySize
    ? sizes.at(-1)
    : sizes.find((candidate) => candidate.width === width && candidate.height === height)
  if (size === undefined || size.fps.length === 0) return sizes.length === 0
  return size.fps.some((rate) => rate >= fps * 0.99)
}

/** `MJPG` for the number that v4l2_fourcc() made of it. */
function codeOf(pixelFormat: number): string {
  const bytes = Buffer.alloc(4)
  // Bit 31 marks a big-endian variant (v4l2_fourcc_be()).
  bytes.writeUInt32LE(pixelFormat & 0x7fff_ffff)
  const code = bytes.toString('latin1').trimEnd()
  return pixelFormat >>> 31 === 1 ? `${code}-BE` : code
}

/** Frames a second of an interval in seconds, to a thousandth. */
export function rateOf(numerator: number, denominator: number): number {
  return numerator === 0 ? 0 : Math.round((denominator / numerator) * 1000) / 1000
}
