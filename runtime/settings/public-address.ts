/** Where clients see the service, by PUBLIC_URL or by PATH_PREFIX and PUBLIC_HOSTS. */
import type { Settings } from './settings.ts'

/** PATH_PREFIX, or else the path of PUBLIC_URL; and the names of both settings. */
export function publicAddress({ PUBLIC_URL, PATH_PREFIX, PUBLIC_HOSTS }: Settings) {
  const url = PUBLIC_URL === undefined ? null : new URL(PUBLIC_URL)
  return {
    publicUrl: url && { host: url.host, secure: url.protocol === 'https:' },
    pathPrefix: PATH_PREFIX || (url?.pathname.replace(/\/$/, '') ?? ''),
    publicHosts: url === null ? PUBLIC_HOSTS : [...PUBLIC_HOSTS, url.host],
  }
}
