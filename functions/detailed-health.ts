import { http } from './lib/http.ts'
import { health } from './lib/status.ts'

/** The capture health, under the path that the deployed service has for it too. */
export const handler = http({ access: 'public' }, (_input, device) => health(device))
