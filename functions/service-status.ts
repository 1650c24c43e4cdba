import { http } from './lib/http.ts'
import { serviceStatus } from './lib/status.ts'

export const handler = http({ access: 'read' }, (_input, device) => serviceStatus(device))
