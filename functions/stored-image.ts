import { z } from 'zod'
import type { StoredImage } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import type { Answer } from './lib/api/operation.ts'
import { http } from './lib/http.ts'
import { byteRange, notModified } from './lib/http-caching.ts'
import type { Input } from './lib/http-input.ts'
import { Reply } from './lib/http-reply.ts'
import { count, imagePath } from './lib/schemas.ts'

const imageQuery = z.object({
  w: count(16, 4096).optional().meta({ description: 'Width in pixels of a thumbnail, as JPEG.' }),
  download: z.string().optional().meta({ description: '1: as a file to save.' }),
})

/** Conditional and range requests (RFC 9110 sections 13 and 14). A header that cannot be read is ignored. */
const imageHeaders = z.object({
  range: z.string().optional().meta({ description: 'One range of bytes.', example: 'bytes=0-1023' }),
  'if-none-match': z.string().optional().meta({ description: "ETag of the caller's copy." }),
  'if-range': z.string().optional().meta({ description: 'ETag of the picture that the range is for.' }),
})

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

const PICTURES = ['image/jpeg', 'image/png', 'image/tiff', 'image/webp']
const PICTURE_HEADERS: Answer['headers'] = [
  'ETag',
  'Accept-Ranges',
  'Last-Modified',
  'Cache-Control',
  'Content-Disposition',
]

export const handler = http(
  {
    access: 'read',
    ticket: 'picture',
    tag: 'Pictures',
    summary: 'Fetch a picture or a thumbnail of it',
    headers: imageHeaders,
    path: imagePath,
    query: imageQuery,
    responses: {
      200: { description: 'The whole picture.', body: PICTURES, headers: PICTURE_HEADERS },
      206: {
        description: 'The range that was requested.',
        body: PICTURES,
        headers: [...PICTURE_HEADERS, 'Content-Range'],
      },
      304: {
        description: 'The picture is the same as the copy that If-None-Match names.',
        headers: ['ETag', 'Cache-Control'],
      },
      416: { description: 'The picture is smaller than the start of the range.', headers: ['Content-Range'] },
    },
    errors: ['NOT_FOUND'],
  },
  storedImage,
)
