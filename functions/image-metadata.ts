import { http } from './lib/http.ts'
import { imagePath } from './lib/schemas.ts'

export const handler = http({ access: 'read', path: imagePath }, async ({ path }, { captures }) => ({
  success: true,
  data: await captures.entry(path.filename),
  timestamp: new Date().toISOString(),
}))
