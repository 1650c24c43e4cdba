import { z } from 'zod'
import { readPageFile } from './lib/docs/files.ts'
import { notModified } from './lib/http-caching.ts'
import { Reply } from './lib/http-reply.ts'
import type { PageFile } from './lib/page-files.ts'
import { stream } from './lib/stream.ts'

/** A script or style sheet of /docs, in a stream, so that slow clients share its bytes. Throws NOT_FOUND. */
export const handler = stream(
  {
    access: 'public',
    tag: 'Documentation',
    summary: "The page's own files",
    path: z.object({ file: z.string().meta({ example: 'swagger-ui.css' }) }),
    responses: {
      200: {
        description: 'The file.',
        body: ['text/css', 'text/javascript', 'image/png'],
        headers: ['ETag', 'Cache-Control'],
      },
      304: {
        description: 'The file is the same as the copy that If-None-Match names.',
        headers: ['ETag', 'Cache-Control'],
      },
    },
    errors: ['NOT_FOUND'],
  },
  async ({ path, headers }, _device, begin) => {
    const file = await readPageFile(path.file)
    const described = describe(file)
    if (notModified(headers, file.etag)) begin(described, 304).end()
    else begin({ ...described, 'content-length': String(file.bytes.length) }).end(file.bytes)
  },
  async ({ path, headers }) => {
    const file = await readPageFile(path.file)
    return notModified(headers, file.etag)
      ? new Reply(304, '', describe(file))
      : new Reply(200, file.bytes, describe(file))
  },
)

function describe({ contentType, etag }: PageFile): Record<string, string> {
  return { 'content-type': contentType, etag, 'cache-control': 'no-cache' }
}
