/** Picture files and encoded frames become pixels. */
import sharp from 'sharp'
import type { Picture } from './picture.ts'

/** Decodes a file or its bytes to 8-bit sRGB, upright as its EXIF orientation says, without alpha. Throws what sharp throws. */
export async function decode(file: string | Uint8Array): Promise<Picture> {
  const { data, info } = await sharp(file)
    .autoOrient()
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const rgb = info.channels === 3 ? data : repeated(data, info.channels)
  return { width: info.width, height: info.height, rgb }
}

function repeated(data: Uint8Array, channels: number): Uint8Array {
  const rgb = new Uint8Array((data.length / channels) * 3)
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3)
    rgb.fill(data[from] as number, to, to + 3)
  return rgb
}
