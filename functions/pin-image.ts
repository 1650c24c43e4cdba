import { http } from './lib/http.ts'
import { imagePath, pinBody } from './lib/schemas.ts'

/** A pinned picture is never taken by retention. */
export const handler = http(
  { access: 'capture', path: imagePath, body: pinBody },
  async ({ path, body, claims }, { captures }) => ({
    success: true,
    data: await captures.pin(path.filename, body.pinned, claims?.sub ?? null),
    timestamp: new Date().toISOString(),
  }),
)
