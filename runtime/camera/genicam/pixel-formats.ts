/** The GenICam pixel formats (PFNC) that this driver accepts, and their conversion. */
import type { PixelFormat } from '../port.ts'
import type { BayerPattern } from './demosaic.ts'

export interface SourceFormat {
  /** The PFNC name, or GigE Vision's older one. */
  name: string
  pixelFormat: PixelFormat
  bytesPerPixel: number
  /** A mosaic, made RGB24 for frames that somebody waits for. */
  bayer?: BayerPattern
}

/**
 * In the order of preference: colour before grey, and a mosaic before the camera's own RGB, which takes three times the bandwidth
 * of the network at all times.
 */
export const SOURCE_FORMATS: readonly SourceFormat[] = [
  { name: 'BayerRG8', pixelFormat: 'RGB24', bytesPerPixel: 1, bayer: 'RGGB' },
  { name: 'BayerGB8', pixelFormat: 'RGB24', bytesPerPixel: 1, bayer: 'GBRG' },
  { name: 'BayerGR8', pixelFormat: 'RGB24', bytesPerPixel: 1, bayer: 'GRBG' },
  { name: 'BayerBG8', pixelFormat: 'RGB24', bytesPerPixel: 1, bayer: 'BGGR' },
  { name: 'RGB8', pixelFormat: 'RGB24', bytesPerPixel: 3 },
  { name: 'RGB8Packed', pixelFormat: 'RGB24', bytesPerPixel: 3 },
  { name: 'BGR8', pixelFormat: 'BGR24', bytesPerPixel: 3 },
  { name: 'BGR8Packed', pixelFormat: 'BGR24', bytesPerPixel: 3 },
  { name: 'YUV422_8_UYVY', pixelFormat: 'UYVY', bytesPerPixel: 2 },
  { name: 'YUV422Packed', pixelFormat: 'UYVY', bytesPerPixel: 2 },
  { name: 'YUV422_8', pixelFormat: 'YUYV', bytesPerPixel: 2 },
  { name: 'YUV422_YUYV_Packed', pixelFormat: 'YUYV', bytesPerPixel: 2 },
  { name: 'Mono8', pixelFormat: 'GREY', bytesPerPixel: 1 },
]

/**
 * The format to set on a camera that offers `available`; with `wanted`, only one that gives this.
 * Throws an error whose message lists what the camera has.
 */
export function chooseFormat(available: readonly string[], wanted?: PixelFormat): SourceFormat {
  const chosen = SOURCE_FORMATS.find(
    ({ name, pixelFormat }) => available.includes(name) && (wanted === undefined || pixelFormat === wanted),
  )
  if (chosen !== undefined) return chosen
  throw new Error(
    `The camera has no pixel format that gives ${wanted ?? 'a picture'}: it has ${available.join(', ')}; taken are ${SOURCE_FORMATS.map(({ name }) => name).join(', ')}.`,
  )
}
