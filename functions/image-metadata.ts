import { captureOperations } from './lib/api/capture-operations.ts'
import { http } from './lib/http.ts'

export const handler = http(captureOperations.imageMetadata, async ({ path }, { captures }) => ({
  success: true,
  data: await captures.entry(path.filename),
  timestamp: new Date().toISOString(),
}))
