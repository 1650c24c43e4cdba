/** ZXing-C++ as WebAssembly, read from the package, never from a network. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** For prepareZXingModule of zxing-wasm. `file`: as in zxing-wasm/reader/zxing_reader.wasm. */
export function zxingFrom(file: string) {
  const { buffer, byteOffset, byteLength } = readFileSync(createRequire(import.meta.url).resolve(file))
  return { overrides: { wasmBinary: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer } }
}
