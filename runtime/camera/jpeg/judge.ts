/**
 * The one place that decides whether a JPEG is a picture. docs/CAMERAS.md has the table of what is accepted.
 *
 * A picture in which every block is there, and that only has bytes too many, is a picture: decoders show it without visible harm. A
 * picture in which something is missing is torn.
 */
import sharp from 'sharp'
import { readEntropy } from './entropy.ts'
import { MAX_PIXELS, wholeJpeg } from './structure.ts'
import { readBaseline } from './tables.ts'

export type Judgement =
  /** `data` decodes without an objection: the bytes themselves, or a copy without the bytes too many, which `damage` names. */
  { whole: true; data: Buffer; damage: string | null } | { whole: false; reason: string }

/**
 * Judges a picture whose structure is whole. A baseline picture, which is what cameras send, is read block by block; any other one is
 * decoded by libjpeg, with every warning as an error.
 */
export async function judgeJpeg(bytes: Buffer): Promise<Judgement> {
  if (readBaseline(bytes) !== null) return mendJpeg(bytes)
  const objection = await decoderObjection(bytes)
  return objection === null ? { whole: true, data: bytes, damage: null } : { whole: false, reason: objection }
}

/**
 * Runs `decode` on the picture, and where it throws, once more on a copy without harmless extraneous bytes. Throws what `decode` threw
 * where the picture has none, or is torn.
 */
export async function decodeMended<T>(bytes: Buffer, decode: (bytes: Buffer) => Promise<T>): Promise<T> {
  try {
    return await decode(bytes)
  } catch (error) {
    const judged = mendJpeg(bytes)
    if (!judged.whole || judged.damage === null) throw error
    return decode(judged.data)
  }
}

/** Reads a baseline picture, and returns it without the bytes that belong to no block. Any other picture is returned as it is. */
export function mendJpeg(bytes: Buffer): Judgement {
  const scan = readBaseline(bytes)
  if (scan === null) return { whole: true, data: bytes, damage: null }
  const entropy = readEntropy(bytes, scan)
  if (!entropy.whole) return entropy
  if (entropy.extraneous.length === 0) return { whole: true, data: bytes, damage: null }
  const kept: Buffer[] = []
  let [from, dropped] = [0, 0]
  for (const [start, end] of entropy.extraneous) {
    kept.push(bytes.subarray(from, start))
    dropped += end - start
    from = end
  }
  kept.push(bytes.subarray(from))
  const damage = `${dropped} extraneous bytes before ${entropy.extraneous.length} markers`
  return { whole: true, data: Buffer.concat(kept), damage }
}

/**
 * Whether the bytes of one frame are a picture. libjpeg decodes first, on the thread pool; the blocks are read here only where it
 * objects, so that whole pictures never hold the event loop.
 */
export async function isPicture(bytes: Buffer): Promise<boolean> {
  const whole = wholeJpeg(bytes)
  if (whole === null) return false
  if ((await decoderObjection(whole.data)) === null) return true
  const judged = mendJpeg(whole.data)
  return judged.whole && judged.damage !== null
}

async function decoderObjection(bytes: Buffer): Promise<string | null> {
  try {
    // Not at a smaller size: a decoder that shrinks while it loads does not report a hole.
    await sharp(bytes, { failOn: 'warning', limitInputPixels: MAX_PIXELS }).raw().toBuffer()
    return null
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? 'it does not decode'
  }
}
