import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import type { StoredImage } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import type { Answer } from './lib/api/operation.ts'
import { byteRange, notModified } from './lib/http-caching.ts'
import type { Input } from './lib/http-input.ts'
import { Reply } from './lib/http-reply.ts'
import { count, imagePath } from './lib/schemas.ts'
import { type Begin, stream } from './lib/stream.ts'

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

/** A reader that is slow holds at most so much of a picture; a larger one is read as it is taken. */
const MAX_HELD_BYTES = 256 * 1024

interface Answered {
  status: number
  headers: Record<string, string>
  image: StoredImage
  /** Both inclusive; null: no body. */
  range: { start: number; end: number } | null
}

/** What is answered: the picture or a thumbnail of it, with conditional and range requests (RFC 9110 sections 13 and 14). */
async function answerOf(
  { path: { filename }, query, headers, client }: ImageInput,
  { captures }: Device,
): Promise<Answered> {
  const { w: widthPx } = query
  const image = await (widthPx === undefined
    ? captures.open(filename)
    : captures.thumbnail(filename, { widthPx, client }))
  const described = describe(image, query.download === '1')
  if (notModified(headers, image.etag)) return { status: 304, headers: described, image, range: null }
  const range = byteRange(headers, image)
  if (range === 'unsatisfiable') {
    const contentRange = { 'content-range': `bytes */${image.sizeBytes}` }
    return { status: 416, headers: { ...described, ...contentRange }, image, range: null }
  }
  if (range === null)
    return { status: 200, headers: described, image, range: { start: 0, end: image.sizeBytes - 1 } }
  const contentRange = { 'content-range': `bytes ${range.start}-${range.end}/${image.sizeBytes}` }
  return { status: 206, headers: { ...described, ...contentRange }, image, range }
}

/** The answer at once, on hosts that cannot stream. */
export async function storedImage(input: ImageInput, device: Device): Promise<Reply> {
  const { status, headers, image, range } = await answerOf(input, device)
  return new Reply(status, range === null ? '' : await image.read(range.start, range.end), headers)
}

async function streamImage(input: ImageInput, device: Device, begin: Begin): Promise<void> {
  const { status, headers, image, range } = await answerOf(input, device)
  if (range === null) return void begin(headers, status).end()
  const sizeBytes = range.end - range.start + 1
  const sized = { ...headers, 'content-length': String(sizeBytes) }
  if (sizeBytes <= MAX_HELD_BYTES) {
    const bytes = await image.read(range.start, range.end)
    return void begin(sized, status).end(bytes)
  }
  await pipeline(await image.stream(range.start, range.end), begin(sized, status))
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

export const handler = stream(
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
  streamImage,
  storedImage,
)
