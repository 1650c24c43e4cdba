/** A frame of any pixel format as something sharp can encode. */
import sharp, { type Sharp } from 'sharp'
import { ServiceError } from '../errors.ts'
import { MAX_PIXELS } from './jpeg/structure.ts'
import type { Frame } from './port.ts'

/** `warning`: a picture with damaged entropy-coded data is an error, never a half-grey result. */
const FAIL_ON = 'warning' as const

/** Opens a frame for encoding or resizing. Decoding errors surface as sharp's own when the pipeline runs. */
export function toSharp(frame: Frame): Sharp {
  if (frame.pixelFormat === 'MJPEG')
    return sharp(frame.data, { failOn: FAIL_ON, limitInputPixels: MAX_PIXELS })
  const { width, height } = frame
  const channels = frame.pixelFormat === 'GREY' ? 1 : 3
  return sharp(toInterleaved(frame), { raw: { width, height, channels } })
}

/** Tightly packed RGB, or grey for GREY. Throws CAPTURE_FAILED when there are fewer bytes than the format needs. */
export function toInterleaved(frame: Frame): Buffer {
  const { data, width, height, pixelFormat } = frame
  const stride = frame.bytesPerLine ?? width * bytesPerPixel(pixelFormat)
  const lines = pixelFormat === 'NV12' ? height + Math.ceil(height / 2) : height
  if (data.length < stride * (lines - 1) + width * bytesPerPixel(pixelFormat)) {
    throw new ServiceError(
      'CAPTURE_FAILED',
      `The camera gave ${data.length} bytes, too few for ${width}x${height} ${pixelFormat}.`,
    )
  }
  switch (pixelFormat) {
    case 'GREY':
      return packed(data, width, height, stride)
    case 'RGB24':
      return packed(data, width * 3, height, stride)
    case 'BGR24':
      return swapRedAndBlue(packed(data, width * 3, height, stride))
    case 'YUYV':
      return fromPackedYuv(data, width, height, stride, 0, 1, 3)
    case 'UYVY':
      return fromPackedYuv(data, width, height, stride, 1, 0, 2)
    case 'NV12':
      return fromNv12(data, width, height, stride)
    case 'MJPEG':
      throw new TypeError('an MJPEG frame has no pixels before it is decoded')
  }
}

function bytesPerPixel(pixelFormat: Frame['pixelFormat']): number {
  if (pixelFormat === 'RGB24' || pixelFormat === 'BGR24') return 3
  return pixelFormat === 'GREY' || pixelFormat === 'NV12' ? 1 : 2
}

function packed(data: Buffer, lineBytes: number, height: number, stride: number): Buffer {
  if (stride === lineBytes) return data.subarray(0, lineBytes * height)
  const lines = Buffer.allocUnsafe(lineBytes * height)
  for (let y = 0; y < height; y++) data.copy(lines, y * lineBytes, y * stride, y * stride + lineBytes)
  return lines
}

function swapRedAndBlue(bgr: Buffer): Buffer {
  const rgb = Buffer.allocUnsafe(bgr.length)
  for (let i = 0; i + 2 < bgr.length; i += 3) {
    rgb[i] = bgr[i + 2] as number
    rgb[i + 1] = bgr[i + 1] as number
    rgb[i + 2] = bgr[i] as number
  }
  return rgb
}

/*
 * ITU-R BT.601, limited range, which is V4L2's default for Y'CbCr of webcams (V4L2_YCBCR_ENC_601, V4L2_QUANTIZATION_LIM_RANGE,
 * kernel documentation "Colorspaces"). The factors are in 1/65536.
 */
const Y_FACTOR = 76309
const RED_FROM_CR = 104597
const GREEN_FROM_CB = -25675
const GREEN_FROM_CR = -53279
const BLUE_FROM_CB = 132201
const HALF = 32768

/** Uint8ClampedArray clamps and spares the comparisons. */
function put(rgb: Uint8ClampedArray, at: number, y: number, cb: number, cr: number): void {
  const luma = (y - 16) * Y_FACTOR + HALF
  rgb[at] = (luma + cr * RED_FROM_CR) >> 16
  rgb[at + 1] = (luma + cb * GREEN_FROM_CB + cr * GREEN_FROM_CR) >> 16
  rgb[at + 2] = (luma + cb * BLUE_FROM_CB) >> 16
}

/** Two pixels in four bytes: `yAt`, `cbAt` and `crAt` say where in them; the second Y is two bytes on. */
function fromPackedYuv(
  data: Buffer,
  width: number,
  height: number,
  stride: number,
  yAt: number,
  cbAt: number,
  crAt: number,
): Buffer {
  const rgb = new Uint8ClampedArray(width * height * 3)
  let at = 0
  for (let y = 0; y < height; y++) {
    const line = y * stride
    for (let x = 0; x < width; x++, at += 3) {
      const pair = line + (x >> 1) * 4
      put(
        rgb,
        at,
        data[pair + yAt + (x & 1) * 2] as number,
        (data[pair + cbAt] as number) - 128,
        (data[pair + crAt] as number) - 128,
      )
    }
  }
  return Buffer.from(rgb.buffer)
}

/** A plane of Y, then one of interleaved Cb and Cr at half the size in both directions. */
function fromNv12(data: Buffer, width: number, height: number, stride: number): Buffer {
  const rgb = new Uint8ClampedArray(width * height * 3)
  const chroma = stride * height
  let at = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const pair = chroma + (y >> 1) * stride + (x & ~1)
      put(
        rgb,
        at,
        data[y * stride + x] as number,
        (data[pair] as number) - 128,
        (data[pair + 1] as number) - 128,
      )
    }
  }
  return Buffer.from(rgb.buffer)
}
