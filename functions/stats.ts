import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'

export const handler = http(statusOperations.stats, async (_input, { captures }) => ({
  success: true,
  data: await captures.stats(),
}))
