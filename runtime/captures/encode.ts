/** Turns a camera's frame into the bytes that are stored, with the facts inside them. */
import sharp, { type Sharp } from 'sharp'
import { decodeMended, type Judgement, judgeJpeg, mendJpeg } from '../camera/jpeg/judge.ts'
import { MAX_PIXELS } from '../camera/jpeg/structure.ts'
import { toSharp } from '../camera/pixels.ts'
import type { Frame } from '../camera/port.ts'
import type { ImageFormat } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import { logger } from '../logger.ts'
import { damagedFramesTotal } from '../metrics.ts'
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

/** The frame is damaged so that no picture can be made of it; another frame may do. */
export class DamagedFrame extends Error {}

/**
 * Encodes a frame. NATIVE gives the camera's own JPEG bytes, neither resized nor annotated, once they have been decoded completely.
 * Throws NOT_SUPPORTED_HERE where NATIVE is asked of a camera without JPEG, and DamagedFrame where the frame does not decode.
 */
export async function encode(
  frame: Frame,
  options: EncodeOptions,
  facts: PictureFacts,
): Promise<EncodedPicture> {
  if (options.format === 'NATIVE') return native(frame)
  try {
    return await encodeOnce(frame, options, facts)
  } catch (error) {
    // A decoder objects to harmless bytes as to a hole: the judge tells them apart, and gives a copy without them.
    const judged = frame.pixelFormat === 'MJPEG' ? mendJpeg(frame.data) : undefined
    if (judged?.whole !== true || judged.damage === null)
      throw new DamagedFrame(reasonOf(judged, error), { cause: error })
    try {
      const picture = await encodeOnce({ ...frame, data: judged.data }, options, facts)
      noteMended(judged.damage)
      return picture
    } catch (cause) {
      throw new DamagedFrame(reasonOf(undefined, cause), { cause })
    }
  }
}

function noteMended(damage: string): void {
  damagedFramesTotal.inc({ result: 'mended' })
  logger.debug('A frame of a capture had bytes too many', { damage })
}

const reasonOf = (judged: Judgement | undefined, error: unknown) =>
  judged?.whole === false ? judged.reason : ((error as Error).message.split('\n')[0] ?? 'it does not decode')

async function encodeOnce(
  frame: Frame,
  options: EncodeOptions,
  facts: PictureFacts,
): Promise<EncodedPicture> {
  const picture = toSharp(frame)
  const { resizeWidthPx, resizeHeightPx } = options
  if (resizeWidthPx !== undefined || resizeHeightPx !== undefined) {
    // Both given: exactly that size, as deployed sites have it; one given: the other follows.
    picture.resize(resizeWidthPx ?? null, resizeHeightPx ?? null, { fit: 'fill' })
  }
  const annotated = withFormat(picture, options).withExif(exifOf(facts)).withXmp(xmpOf(facts))
  const { data, info } = await annotated.toBuffer({ resolveWithObject: true })
  return { bytes: data, width: info.width, height: info.height }
}

async function native({ pixelFormat, data, width, height }: Frame): Promise<EncodedPicture> {
  if (pixelFormat !== 'MJPEG') {
    throw new ServiceError(
      'NOT_SUPPORTED_HERE',
      `The camera gives ${pixelFormat}, not JPEG. Ask for PNG, which loses nothing, instead of NATIVE.`,
    )
  }
  const judged = await judgeJpeg(data)
  if (!judged.whole) throw new DamagedFrame(judged.reason)
  if (judged.damage !== null) noteMended(judged.damage)
  return { bytes: data, width, height }
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
      // Optimised Huffman tables save some per cent of the file and cost three times the time (docs/BENCHMARKS.md).
      return picture.jpeg({ quality, optimiseCoding: false })
  }
}

/** A picture no wider than `widthPx`, as JPEG. */
export function thumbnail(picture: Buffer, widthPx: number): Promise<Buffer> {
  return decodeMended(picture, (bytes) =>
    sharp(bytes, { limitInputPixels: MAX_PIXELS })
      .rotate()
      .resize(widthPx, null, { withoutEnlargement: true })
      .jpeg({ quality: 80, optimiseCoding: false })
      .toBuffer(),
  )
}
