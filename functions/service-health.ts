import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { healthStatus } from './lib/status.ts'

export const handler = http(statusOperations.serviceHealth, (_input, device) => ({
  success: true,
  status: healthStatus(device),
  timestamp: new Date().toISOString(),
}))
