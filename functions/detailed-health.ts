import { health as healthModel } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { health } from './lib/status.ts'

export const handler = http(
  {
    access: 'public',
    tag: 'Status',
    summary: 'The same as /api/v1/capture/health',
    responses: { 200: { description: 'The process answers.', body: healthModel } },
  },
  (_input, device) => health(device),
)
