/** The time codes that the calibration page shows: a QR code for each slot of a cycle on the service's monotonic clock. */
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { zxingFrom } from '../plate/zxing.ts'

/**
 * How long a code is shown. Three pictures of a 60 Hz screen: a frame whose exposure, or whose line-by-line readout, spans a change shows
 * a mixture that no reader accepts, so changes must be rarer than frames.
 */
export const SLOT_MS = 50
/** Codes in a cycle. A camera that is later than the cycle, 12.8 s, could not be told from a fast one. */
export const SLOTS = 256
export const CYCLE_MS = SLOT_MS * SLOTS

const TEXT = /^VCAL(\d{3})$/

/** The slot in the text of a code; null for any other text. */
export function slotOf(text: string): number | null {
  const slot = Number(TEXT.exec(text)?.[1] ?? Number.NaN)
  return slot < SLOTS ? slot : null
}

let made: Promise<string[]> | undefined

/** Each code as its lines of modules from the top, separated by `/`, `1` for a dark module. Made once. */
export function timeCodes(): Promise<string[]> {
  made ??= makeCodes()
  return made
}

async function makeCodes(): Promise<string[]> {
  await prepareZXingModule({ ...zxingFrom('zxing-wasm/writer/zxing_writer.wasm'), fireImmediately: true })
  const codes: string[] = []
  for (let slot = 0; slot < SLOTS; slot++) {
    const text = `VCAL${String(slot).padStart(3, '0')}`
    // Level H survives glare on a third of the code.
    const { symbol } = await writeBarcode(text, { format: 'QRCode', options: 'ecLevel=H' })
    const lines: string[] = []
    for (let y = 0; y < symbol.height; y++) {
      const line = symbol.data.subarray(y * symbol.width, (y + 1) * symbol.width)
      lines.push(Array.from(line, (grey) => (grey === 0 ? '1' : '0')).join(''))
    }
    codes.push(lines.join('/'))
  }
  return codes
}
