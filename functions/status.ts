import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { cameraStatus } from './lib/status.ts'

export const handler = http(statusOperations.status, (_input, device) => cameraStatus(device))
