/** The archive, installed by install.sh into a root that holds nothing but Debian's minimal base, and started as its unit says. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../deploy/run.ts'
import { CONTRACT_SETTINGS, type Host, runtimeHost } from '../contract/hosts.ts'
import { freePort } from '../support/free-port.ts'
import { JWT_SECRET } from '../support/service.ts'
import { startServiceInRoot } from './start-in-root.ts'
import { readEnvironment, readUnit } from './unit-file.ts'

const UNIT = 'etc/systemd/system/vision-capture.service'
const SECRET = 'etc/vision-capture/jwt-secret'
/** What systemd makes for LoadCredential= (systemd.exec(5)). */
const CREDENTIALS = '/run/credentials/vision-capture.service'

/** Runs install.sh from the unpacked archive, which is at `/opt/{name}` in the root, with DESTDIR. Gives back what it printed. */
export function install(root: string, name: string): string {
  return run('sh', ['deploy/systemd/install.sh'], join(root, 'opt', name), { DESTDIR: root })
}

/** Starts the unit's ExecStart with the unit's environment, on a free port and the simulated camera. */
export async function startAsTheUnitSays(root: string, settings: Record<string, string> = {}) {
  const unit = readUnit(join(root, UNIT))
  const state = join(root, 'var/lib', unit.last('StateDirectory'))
  for (const folder of [
    state,
    join(root, 'var/log', unit.last('LogsDirectory')),
    join(root, 'var/cache', unit.last('CacheDirectory')),
    join(root, CREDENTIALS),
  ])
    mkdirSync(folder, { recursive: true })
  const [credential = '', source = ''] = unit.last('LoadCredential').split(':')
  writeFileSync(join(root, SECRET), JWT_SECRET)
  writeFileSync(join(root, CREDENTIALS, credential), readFileSync(join(root, source)))
  const port = await freePort()
  const env = {
    PATH: process.env.PATH,
    ...readEnvironment(readFileSync(join(root, unit.last('EnvironmentFile')), 'utf8').split('\n')),
    ...readEnvironment(unit.all('Environment').map((value) => value.replace('%d', CREDENTIALS))),
    HOST: '127.0.0.1',
    PORT: String(port),
    CAMERA_SOURCE: 'simulated',
    ...settings,
  }
  const script = `cd ${unit.last('WorkingDirectory')} && exec ${unit.last('ExecStart')}`
  const address = `http://127.0.0.1:${port}`
  const { child, exited } = await startServiceInRoot(address, { root, script, env })
  return {
    address,
    /** Asks it to stop, as systemd does, and gives back its exit status. */
    stop() {
      child.kill('SIGTERM')
      return exited
    },
  }
}

/** For the host contract: pictures and catalogue of a run before are gone. */
export async function packagedHost(root: string): Promise<Host> {
  rmSync(join(root, 'var/lib/vision-capture'), { recursive: true, force: true })
  const service = await startAsTheUnitSays(root, CONTRACT_SETTINGS)
  return runtimeHost('packaged archive', service.address, async () => {
    await service.stop()
  })
}
