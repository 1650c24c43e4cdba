import { serviceStatus as serviceStatusModel } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { serviceStatus } from './lib/status.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Status',
    summary: 'The state of the service and its camera',
    responses: { 200: { description: 'The state now.', body: serviceStatusModel } },
  },
  (_input, device) => serviceStatus(device),
)
