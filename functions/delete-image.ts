import { http } from './lib/http.ts'
import { imagePath } from './lib/schemas.ts'

/** Removes a picture; its row stays in the catalogue and says who deleted it. */
export const handler = http(
  { access: 'capture', path: imagePath },
  async ({ path, claims }, { captures }) => {
    await captures.remove(path.filename, claims?.sub ?? null)
    return {
      success: true,
      message: 'Image deleted',
      data: { filename: path.filename },
      timestamp: new Date().toISOString(),
    }
  },
)
