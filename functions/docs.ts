import { documentationOperations } from './lib/api/documentation-operations.ts'
import { readPage } from './lib/docs/files.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

/** Nothing from elsewhere; Swagger UI shows pictures from memory (blob:) and its icons are in its style sheet (data:). */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** Swagger UI on /openapi.json. */
export const handler = http(
  documentationOperations.docs,
  async () =>
    new Reply(200, await readPage(), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-cache',
    }),
)
