import { http } from './lib/http.ts'
import { healthStatus } from './lib/status.ts'

export const handler = http({ access: 'public' }, (_input, device) => ({
  success: true,
  status: healthStatus(device),
  timestamp: new Date().toISOString(),
}))
