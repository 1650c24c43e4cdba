/** What a person on a terminal needs to begin, printed once when the service listens. */
import { hostname } from 'node:os'
import type { Config } from './config.ts'
import { shownSource } from './redaction.ts'
import { SOFTWARE } from './version.ts'

/** `address`: that of the service for a client on this host. Credentials of the camera's address are not shown. */
export function banner(address: string, { auth, camera, server, storage }: Config): string {
  const { protocol, port } = new URL(address)
  const isOpen = server.host === '0.0.0.0' || server.host === '::'
  const elsewhere = isOpen ? `${protocol}//${hostname()}:${port}${server.pathPrefix}/console/` : null
  const canSign = auth.secret !== undefined && auth.algorithm.startsWith('HS')
  const lines: [string, string | null][] = [
    ['Console', `${address}${server.pathPrefix}/console/`],
    ['', elsewhere && `${elsewhere} from other computers`],
    [
      'Sign in',
      canSign ? 'with a token: npm run --silent token prints one' : 'with a token of your sign-in server',
    ],
    ['Camera', shownSource(camera.source)],
    ['Pictures', storage.folder],
    [
      '',
      storage.maxAgeHours > 0 ? `removed after ${storage.maxAgeHours} hours (MAX_CAPTURE_AGE_HOURS)` : null,
    ],
    ['Stop', 'Ctrl+C'],
  ]
  const shown = lines.filter(([, value]) => value !== null)
  return `\n${SOFTWARE}\n\n${shown.map(([name, value]) => `  ${name.padEnd(10)}${value}`).join('\n')}\n\n`
}
