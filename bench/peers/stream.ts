/** The pictures of the capture benchmark: one 1920x1080 JPEG, 30 times a second, each with the moment at which it was sent. */
import sharp from 'sharp'
import { render } from '../../runtime/camera/simulated/scene/render.ts'

const [WIDTH, HEIGHT, FPS] = [1920, 1080, 30]
/** A comment segment (ITU-T T.81, B.2.4.5), right behind the start of the image. */
const COMMENT = Buffer.from([0xff, 0xd8, 0xff, 0xfe])
const DIGITS = 20

/** Calls `send` with each picture. The moment is on the monotonic clock, in ms, which all processes of a machine share. */
export async function sendPictures(send: (picture: Buffer) => void): Promise<void> {
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const }
  const jpeg = await sharp((await render({}, WIDTH, HEIGHT)).rgb, { raw })
    .jpeg({ quality: 90 })
    .toBuffer()
  setInterval(() => {
    const text = performanceMs().toFixed(3).padStart(DIGITS)
    send(Buffer.concat([COMMENT, Buffer.from([0, 2 + DIGITS]), Buffer.from(text), jpeg.subarray(2)]))
  }, 1000 / FPS)
}

/** The moment at which a picture of sendPictures was sent, ms; NaN of any other picture. */
export const sentAtMs = (picture: Buffer): number => Number(picture.subarray(6, 6 + DIGITS).toString())

export const performanceMs = (): number => Number(process.hrtime.bigint()) / 1e6
