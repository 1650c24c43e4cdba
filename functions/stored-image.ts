import type { z } from 'zod'
import type { StoredImage } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import { captureOperations } from './lib/api/capture-operations.ts'
import { http } from './lib/http.ts'
import { byteRange, notModified } from './lib/http-caching.ts'
import type { Input } from './lib/http-input.ts'
import { Reply } from './lib/http-reply.ts'
import type { imagePath, imageQuery } from './lib/schemas.ts'

type ImageInput = Input<undefined, z.output<typeof imagePath>, z.output<typeof imageQuery>>

/** The stored picture or a thumbnail of it, with conditional and range requests (RFC 9110 sections 13 and 14). */
export async function storedImage(
  { path, query, headers }: ImageInput,
  { captures }: Device,
): Promise<Reply> {
  const image = await captures.open(path.filename, query.w === undefined ? {} : { widthPx: query.w })
  const described = describe(image, query.download === '1')
  if (notModified(headers, image.etag)) return new Reply(304, '', described)
  const range = byteRange(headers, image)
  if (range === 'unsatisfiable')
    return new Reply(416, '', { ...described, 'content-range': `bytes */${image.sizeBytes}` })
  if (range === null) return new Reply(200, await image.read(), described)
  const { start, end } = range
  return new Reply(206, await image.read(start, end), {
    ...described,
    'content-range': `bytes ${start}-${end}/${image.sizeBytes}`,
  })
}

function describe({ entry, contentType, etag }: StoredImage, download: boolean): Record<string, string> {
  return {
    'content-type': contentType,
    etag,
    'accept-ranges': 'bytes',
    'last-modified': new Date(entry.image_data.captured_at).toUTCString(),
    'cache-control': 'private, no-cache',
    // Pages on other ports of localhost show pictures with <img>.
    'cross-origin-resource-policy': 'cross-origin',
    'content-disposition': `${download ? 'attachment' : 'inline'}; filename="${entry.image_data.filename}"`,
  }
}

export const handler = http(captureOperations.storedImage, storedImage)
