import { serviceHealth } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { healthStatus } from './lib/status.ts'

export const handler = http(
  {
    access: 'public',
    tag: 'Status',
    summary: 'Healthy, degraded or unhealthy',
    responses: { 200: { description: 'The process answers.', body: serviceHealth } },
  },
  (_input, device) => ({
    success: true,
    status: healthStatus(device),
    timestamp: new Date().toISOString(),
  }),
)
