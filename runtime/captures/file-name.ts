/** File names in the specification's form, made safe: no input reaches outside the folder. */
import { extname } from 'node:path'
import type { ImageFormat } from '../device/captures.ts'

export const EXTENSIONS: Record<ImageFormat, string> = {
  JPEG: 'jpg',
  NATIVE: 'jpg',
  PNG: 'png',
  TIFF: 'tiff',
  WEBP: 'webp',
}
const CONTENT_TYPES: Record<string, string> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  tiff: 'image/tiff',
  webp: 'image/webp',
}

/** The media type of a picture, from the extension of its name. */
export const contentTypeOf = (filename: string): string =>
  CONTENT_TYPES[extname(filename).slice(1)] ?? 'application/octet-stream'

/** Two parts, stamp and count stay within NAME_MAX of Linux' file systems (255 bytes), the temporary name included. */
const MAX_PART_CHARACTERS = 90

/** Names that this service gives, as reconciliation knows them again. */
export const CAPTURE_NAME = /^capture_[A-Za-z0-9._-]+_\d{8}_\d{6}(_\d+)?\.(jpg|png|tiff|webp)$/
export const TEMPORARY_NAME = /^\.capture_.*\.tmp$/

/**
 * `capture_{sample}[_{submission}]_{YYYYMMDD_HHMMSS}`, in local time as the specification's service names its files; every
 * character other than A-Z, a-z, 0-9, dot and hyphen becomes an underscore. `count` above 1 adds `_2`, `_3`…
 */
export function captureName(
  sampleNo: string,
  submissionNo: string | null,
  at: Date,
  format: ImageFormat,
  count: number,
): string {
  const parts = ['capture', safe(sampleNo), ...(submissionNo === null ? [] : [safe(submissionNo)]), stamp(at)]
  return `${parts.join('_')}${count > 1 ? `_${count}` : ''}.${EXTENSIONS[format]}`
}

/** Hidden, in the same folder: a link from one folder to another may cross file systems. */
export const temporaryName = (filename: string) => `.${filename}.tmp`

function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]/g, '_').slice(0, MAX_PART_CHARACTERS)
}

function stamp(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${day}_${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}
