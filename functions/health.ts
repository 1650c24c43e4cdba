import { http } from './lib/http.ts'
import { health } from './lib/status.ts'

/** 200 whenever the process serves, degraded included: front ends refuse to capture otherwise. */
export const handler = http({ access: 'public' }, (_input, device) => health(device))
