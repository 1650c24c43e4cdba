import { readCalibrationPage } from './lib/calibrate/files.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** A page of time codes for a phone or tablet under the camera. */
export const handler = http(
  {
    access: 'public',
    tag: 'Camera',
    summary: 'The page that measures how late the camera is',
    responses: { 200: { description: 'The page.', body: ['text/html'] } },
  },
  async () =>
    new Reply(200, await readCalibrationPage(), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'cache-control': 'no-cache',
    }),
)
