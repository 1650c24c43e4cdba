import { captureOperations } from './lib/api/capture-operations.ts'
import { http } from './lib/http.ts'

/** A pinned picture is never taken by retention. */
export const handler = http(captureOperations.pinImage, async ({ path, body, claims }, { captures }) => ({
  success: true,
  data: await captures.pin(path.filename, body.pinned, claims?.sub ?? null),
  timestamp: new Date().toISOString(),
}))
