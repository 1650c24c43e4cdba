import { http } from './lib/http.ts'
import { cameraStatus } from './lib/status.ts'

export const handler = http({ access: 'read' }, (_input, device) => cameraStatus(device))
