import type { health, serviceStatus } from '../../../functions/lib/status.ts'

export type ServiceStatus = ReturnType<typeof serviceStatus>
export type Health = ReturnType<typeof health>
