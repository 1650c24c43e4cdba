/** Beside each built file its Brotli and gzip form, so that the service compresses nothing while it serves. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSED = new Set(['.html', '.js', '.css', '.svg'])

export function precompress(): Plugin {
  return {
    name: 'precompress',
    writeBundle({ dir }) {
      for (const entry of readdirSync(dir as string, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !COMPRESSED.has(extname(entry.name))) continue
        const file = join(entry.parentPath, entry.name)
        const content = readFileSync(file)
        const params = {
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        }
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
        writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }))
      }
    },
  }
}
