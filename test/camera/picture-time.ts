import sharp from 'sharp'
import { type PictureTime, readClock } from '../../runtime/camera/simulated/picture-clock.ts'

/** The clock in a picture, from its pixels alone. Throws when it cannot be read. */
export async function pictureTime(picture: Buffer | string): Promise<PictureTime> {
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })
  const time = readClock(data, info.width, info.height)
  if (time === null) throw new Error('the picture holds no readable clock')
  return time
}
