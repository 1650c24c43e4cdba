/** Barcodes anywhere in the picture, by ZXing-C++ (zxing-wasm). */
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import type { Picture } from './picture.ts'
import { zxingFrom } from './zxing.ts'

export interface Barcode {
  format: string
  text: string
  corners_px: [number, number][]
}

let prepared: Promise<unknown> | undefined

function prepare(): Promise<unknown> {
  prepared ??= prepareZXingModule({
    ...zxingFrom('zxing-wasm/reader/zxing_reader.wasm'),
    fireImmediately: true,
  })
  return prepared
}

/** Code 128, Code 39, EAN, ITF, DataMatrix and QR, each once, in the order of the picture; rotated ones too. */
export async function barcodesIn(picture: Picture): Promise<Barcode[]> {
  await prepare()
  const found = await readBarcodes(rgba(picture), {
    formats: ['Code128', 'Code39', 'EAN13', 'EAN8', 'ITF', 'DataMatrix', 'QRCode'],
    tryHarder: true,
    tryRotate: true,
    tryInvert: false,
    tryDownscale: true,
    maxNumberOfSymbols: 16,
  })
  const seen = new Set<string>()
  return found
    .filter(
      ({ isValid, text, format }) =>
        isValid && text !== '' && !seen.has(`${format} ${text}`) && seen.add(`${format} ${text}`),
    )
    .map(({ format, text, position }) => ({
      format,
      text,
      corners_px: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft].map(
        ({ x, y }) => [x, y],
      ),
    }))
}

function rgba({ rgb, width, height }: Picture) {
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    data[to] = rgb[from] as number
    data[to + 1] = rgb[from + 1] as number
    data[to + 2] = rgb[from + 2] as number
  }
  return { data, width, height, colorSpace: 'srgb' } as ImageData
}
