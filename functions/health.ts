import { statusOperations } from './lib/api/status-operations.ts'
import { http } from './lib/http.ts'
import { health } from './lib/status.ts'

/** 200 whenever the process serves, degraded included: front ends refuse to capture otherwise. */
export const handler = http(statusOperations.health, (_input, device) => health(device))
