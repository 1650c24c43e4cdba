/** The webcam's pictures: a grey wedge above the machine-readable clock of the simulated camera. Only what changed is drawn again. */
import { type PictureTime, paintClock } from '../../../runtime/camera/simulated/picture-clock.ts'
import { BlockJpegEncoder } from './jpeg.ts'
import type { StreamSettings } from './streaming.ts'

/** Each pixel of the picture in small becomes a block of this many pixels a side. */
const BLOCK = 8
const NEUTRAL_CHROMA = 128

export interface PictureOptions {
  /** False leaves out the Huffman tables, as many webcams do. */
  huffmanTables: boolean
  /** 1 for the wedge as it is, less for a darker one. The clock stays as it is. */
  brightness: number
}

export type PictureMaker = (time: PictureTime, options: PictureOptions) => Buffer

/** Makes pictures of the settings' format and size, each carrying its time. */
export function pictureMaker({ kind, size }: StreamSettings): PictureMaker {
  const across = size.width / BLOCK
  const down = size.height / BLOCK
  const rgb = Buffer.alloc(across * down * 3)
  const blocks = Buffer.alloc(across * down)
  let painted = Number.NaN
  const draw = (time: PictureTime, brightness: number): Buffer => {
    if (brightness !== painted)
      for (let at = 0; at < rgb.length; at++)
        rgb[at] = Math.min(255, brightness * (64 + ((Math.floor(at / 3) % across) * 128) / across))
    painted = brightness
    paintClock(rgb, across, down, time)
    for (let at = 0; at < blocks.length; at++) blocks[at] = rgb[at * 3] as number
    return blocks
  }
  if (kind === 'YUYV') return yuyvMaker(draw, across, down)
  const encoder = new BlockJpegEncoder(size.width, size.height)
  return (time, options) => encoder.encode(draw(time, options.brightness), options)
}

function yuyvMaker(
  draw: (time: PictureTime, brightness: number) => Buffer,
  across: number,
  down: number,
): PictureMaker {
  const lineBytes = across * BLOCK * 2
  const picture = Buffer.alloc(lineBytes * BLOCK * down, NEUTRAL_CHROMA)
  const before = Buffer.alloc(across * down)
  return (time, { brightness }) => {
    const blocks = draw(time, brightness)
    for (let row = 0; row < down; row++) {
      const levels = blocks.subarray(row * across, (row + 1) * across)
      const top = row * BLOCK * lineBytes
      if (levels.equals(before.subarray(row * across, (row + 1) * across))) continue
      for (let x = 0; x < across * BLOCK; x++) picture[top + x * 2] = levels[Math.floor(x / BLOCK)] as number
      for (let line = 1; line < BLOCK; line++)
        picture.copy(picture, top + line * lineBytes, top, top + lineBytes)
    }
    blocks.copy(before)
    return Buffer.from(picture)
  }
}
