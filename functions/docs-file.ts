import { documentationOperations } from './lib/api/documentation-operations.ts'
import { readPageFile } from './lib/docs/files.ts'
import { http } from './lib/http.ts'
import { notModified } from './lib/http-caching.ts'
import { Reply } from './lib/http-reply.ts'

/** A script or style sheet of /docs. Throws NOT_FOUND. */
export const handler = http(documentationOperations.docsFile, async ({ path, headers }) => {
  const { bytes, contentType, etag } = await readPageFile(path.file)
  const described = { 'content-type': contentType, etag, 'cache-control': 'no-cache' }
  if (notModified(headers, etag)) return new Reply(304, '', described)
  return new Reply(200, bytes, described)
})
