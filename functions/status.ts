import { cameraStatus as cameraStatusModel } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { cameraStatus } from './lib/status.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Status',
    summary: 'The camera: connection, format, faults',
    responses: { 200: { description: 'The state now.', body: cameraStatusModel } },
  },
  (_input, device) => cameraStatus(device),
)
