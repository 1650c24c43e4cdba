import { readPage } from './lib/docs/files.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

/** Only this service; Swagger UI shows pictures from memory (blob:) and has its icons in its style sheet (data:). */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** Swagger UI for /openapi.json. */
export const handler = http(
  {
    access: 'public',
    tag: 'Documentation',
    summary: 'A page to try the routes',
    responses: { 200: { description: 'The page.', body: ['text/html'] } },
  },
  async () =>
    new Reply(200, await readPage(), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-cache',
    }),
)
