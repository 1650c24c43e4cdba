/** The bars of a label, by ZXing-C++ (zxing-wasm); its WebAssembly file is read from the package, never from a network. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

let prepared: Promise<unknown> | undefined

/** Dark elements of a Code 128, from 0, in widths of the narrowest. */
export async function barsOf(text: string): Promise<{ from: number; width: number }[]> {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm')
  const bytes = new Uint8Array(readFileSync(file))
  prepared ??= prepareZXingModule({ overrides: { wasmBinary: bytes.buffer }, fireImmediately: true })
  await prepared
  const { symbol, error } = await writeBarcode(text, { format: 'Code128' })
  if (error !== '') throw new Error(error)
  const bars: { from: number; width: number }[] = []
  for (let x = 0; x < symbol.width; x++) {
    if ((symbol.data[x] as number) > 127) continue
    const last = bars.at(-1)
    if (last !== undefined && last.from + last.width === x) last.width += 1
    else bars.push({ from: x, width: 1 })
  }
  return bars
}
