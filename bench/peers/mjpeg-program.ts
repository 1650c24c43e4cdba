/** A camera program: the same pictures on its standard output, as `ffmpeg -f mjpeg -` writes them. */
import { sendPictures } from './stream.ts'

await sendPictures((picture) => process.stdout.write(picture))
