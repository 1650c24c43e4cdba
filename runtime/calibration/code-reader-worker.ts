/** The thread that finds time codes: an encoded picture in, a slot or null out. */
import { parentPort } from 'node:worker_threads'
import sharp from 'sharp'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { zxingFrom } from '../plate/zxing.ts'
import { slotOf } from './codes.ts'

/** Enough pixels for a code that fills a tenth of the picture, and few enough to read one in a frame interval. */
const LONGEST_SIDE_PX = 1000

const ready = prepareZXingModule({
  ...zxingFrom('zxing-wasm/reader/zxing_reader.wasm'),
  fireImmediately: true,
})

async function read(bytes: Uint8Array): Promise<number | null> {
  await ready
  const { data, info } = await sharp(bytes, { failOn: 'none' })
    .resize(LONGEST_SIDE_PX, LONGEST_SIDE_PX, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const image = {
    data: new Uint8ClampedArray(data),
    width: info.width,
    height: info.height,
    colorSpace: 'srgb',
  }
  const found = await readBarcodes(image as ImageData, { formats: ['QRCode'], tryInvert: false })
  const slots = found.filter(({ isValid }) => isValid).map(({ text }) => slotOf(text))
  return slots.find((slot) => slot !== null) ?? null
}

parentPort?.on('message', async (bytes: Uint8Array) => {
  parentPort?.postMessage(await read(bytes).catch(() => null))
})
