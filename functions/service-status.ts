import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { serviceStatus } from './lib/status.ts'

export const handler = http(statusOperations.serviceStatus, (_input, device) => serviceStatus(device))
