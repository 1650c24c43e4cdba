import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { health } from './lib/status.ts'

/** The capture health, under the path that the deployed service has for it too. */
export const handler = http(statusOperations.detailedHealth, (_input, device) => health(device))
