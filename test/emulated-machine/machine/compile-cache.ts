/**
 * Compiles the programs on the host, which takes a second instead of half a minute in the machine:
 * Node's compile cache (module.enableCompileCache) holds for the same Node under another kernel, file by file.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../support/root.ts'
import { JWT_SECRET, startProcess } from '../../support/service.ts'

export const COMPILE_CACHE = join(ROOT, '.cache/compile')

/** Programs that end when nothing is asked of them: by then they have imported all they need. */
const PROGRAMS = [
  ['test/emulated-machine/machine/agent.ts'],
  ['test/emulated-machine/webcam/main.ts'],
  ['runtime/commands/doctor/main.ts'],
  ['runtime/commands/cameras.ts'],
  ['node_modules/.bin/vitest', 'list', '--config', 'test/emulated-machine/driver/vitest.config.ts'],
]

/** Runs what the machine will run, for as long as it takes to be imported; vitest calls it before the first test file. */
export async function setup(): Promise<void> {
  mkdirSync(COMPILE_CACHE, { recursive: true })
  // Programs of another user in the machine write there, into the machine's own layer.
  chmodSync(COMPILE_CACHE, 0o777)
  const env = { ...process.env, CAMERA_SOURCE: 'simulated', JWT_SECRET, NODE_COMPILE_CACHE: COMPILE_CACHE }
  for (const program of PROGRAMS) spawnSync(process.execPath, program, { cwd: ROOT, env, stdio: 'ignore' })
  const service = await startProcess({ NODE_COMPILE_CACHE: COMPILE_CACHE })
  await service.stop()
  service.remove()
}
