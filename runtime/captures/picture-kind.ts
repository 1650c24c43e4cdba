import { extname } from 'node:path'
import type { ImageFormat } from '../device/captures.ts'
import { EXTENSIONS } from './file-name.ts'

/** The number of bytes of a file that kindOf needs. */
export const KIND_BYTES = 12

/** The first bytes of each raster format that the service writes, in Latin-1: ITU-T T.81, PNG, TIFF 6.0, WebP (RFC 9649). */
const STARTS: [kind: string, start: string, next?: string][] = [
  ['jpg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['webp', 'RIFF', 'WEBP'],
]
/** Four bytes of a WebP file's length come between its two names. */
const NEXT_AT = 8

/** Returns the extension that fits the first bytes of a file; undefined where they begin no raster picture of the service. */
export function kindOf(head: Buffer): string | undefined {
  const text = head.toString('latin1')
  return STARTS.find(([, start, next = '']) => text.startsWith(start) && text.startsWith(next, NEXT_AT))?.[0]
}

/** The format that the name of a picture says; JPEG for an unknown one. */
export function formatOf(filename: string): ImageFormat {
  const extension = extname(filename).slice(1)
  return (Object.entries(EXTENSIONS).find(([, its]) => its === extension)?.[0] ?? 'JPEG') as ImageFormat
}
