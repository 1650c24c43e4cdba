import { captureOperations } from './lib/api/capture-operations.ts'
import { http } from './lib/http.ts'

/** Removes a picture; its row stays in the catalogue and says who deleted it. */
export const handler = http(captureOperations.deleteImage, async ({ path, claims }, { captures }) => {
  await captures.remove(path.filename, claims?.sub ?? null)
  return {
    success: true,
    message: 'Image deleted',
    data: { filename: path.filename },
    timestamp: new Date().toISOString(),
  }
})
