import { z } from 'zod'
import { readPageFile } from './lib/docs/files.ts'
import { http } from './lib/http.ts'
import { notModified } from './lib/http-caching.ts'
import { Reply } from './lib/http-reply.ts'

/** A script or style sheet of /docs. Throws NOT_FOUND. */
export const handler = http(
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
  async ({ path, headers }) => {
    const { bytes, contentType, etag } = await readPageFile(path.file)
    const described = { 'content-type': contentType, etag, 'cache-control': 'no-cache' }
    if (notModified(headers, etag)) return new Reply(304, '', described)
    return new Reply(200, bytes, described)
  },
)
