import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from '../support/root.ts'

/** The console as it is in the sources now. */
export default async function setup(): Promise<void> {
  await build({ configFile: join(ROOT, 'console/vite.config.ts'), logLevel: 'warn' })
}
