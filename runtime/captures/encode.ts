/** From a camera's frame to the bytes that are stored, with its facts inside. */
import sharp, { type Sharp } from 'sharp'
import { toSharp } from '../camera/pixels.ts'
import type { Frame } from '../camera/port.ts'
import type { ImageFormat } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import { exifOf, type PictureFacts, xmpOf } from './metadata.ts'

export interface EncodeOptions {
  format: ImageFormat
  /** 1 to 100; of no effect for PNG, TIFF and NATIVE, which lose nothing. */
  quality: number
  resizeWidthPx: number | undefined
  resizeHeightPx: number | undefined
}

export interface EncodedPicture {
  bytes: Buffer
  width: number
  height: number
}

/**
 * Encodes a frame. NATIVE gives the camera's own JPEG bytes, neither resized nor annotated. Throws NOT_SUPPORTED_HERE where
 * NATIVE is asked of a camera without JPEG, and CAPTURE_FAILED where the frame cannot be decoded.
 */
export async function encode(
  frame: Frame,
  options: EncodeOptions,
  facts: PictureFacts,
): Promise<EncodedPicture> {
  if (options.format === 'NATIVE') return native(frame)
  const picture = toSharp(frame)
  const { resizeWidthPx, resizeHeightPx } = options
  if (resizeWidthPx !== undefined || resizeHeightPx !== undefined) {
    // Both given: exactly that size, as deployed sites have it; one given: the other follows.
    picture.resize(resizeWidthPx ?? null, resizeHeightPx ?? null, { fit: 'fill' })
  }
  try {
    const annotated = withFormat(picture, options).withExif(exifOf(facts)).withXmp(xmpOf(facts))
    const { data, info } = await annotated.toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height }
  } catch (error) {
    throw new ServiceError(
      'CAPTURE_FAILED',
      'The frame that the camera gave is damaged and could not be encoded; try again.',
      { cause: error },
    )
  }
}

function native({ pixelFormat, data, width, height }: Frame): EncodedPicture {
  if (pixelFormat === 'MJPEG') return { bytes: data, width, height }
  throw new ServiceError(
    'NOT_SUPPORTED_HERE',
    `The camera gives ${pixelFormat}, no JPEG of its own: ask for PNG, which loses nothing, instead of NATIVE.`,
  )
}

function withFormat(picture: Sharp, { format, quality }: EncodeOptions): Sharp {
  switch (format) {
    case 'PNG':
      return picture.png({ compressionLevel: 3 })
    case 'TIFF':
      return picture.tiff({ compression: 'lzw' })
    case 'WEBP':
      return picture.webp({ quality })
    default:
      // Optimised Huffman tables save some per cent of the file and cost three times the time (design section 7).
      return picture.jpeg({ quality, optimiseCoding: false })
  }
}

/** A picture no wider than `widthPx`, as JPEG. */
export async function thumbnail(picture: Buffer, widthPx: number): Promise<Buffer> {
  return sharp(picture)
    .rotate()
    .resize(widthPx, null, { withoutEnlargement: true })
    .jpeg({ quality: 80, optimiseCoding: false })
    .toBuffer()
}
