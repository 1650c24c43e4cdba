/** The archive, installed by install.sh into a root that holds nothing but Debian's minimal base, and started as its unit says. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../contract/hosts.ts'
import { freePort } from '../support/free-port.ts'
import { JWT_SECRET, untilReady } from '../support/service.ts'
import { readEnvironment, readUnit } from './unit-file.ts'

const UNIT = 'etc/systemd/system/vision-capture.service'
const SECRET = 'etc/vision-capture/jwt-secret'
/** What systemd makes for LoadCredential= (systemd.exec(5)). */
const CREDENTIALS = '/run/credentials/vision-capture.service'

/** Runs install.sh from the unpacked archive, which is at `/opt/{name}` in the root, with DESTDIR. Gives back what it printed. */
export function install(root: string, name: string): string {
  const script = join(root, 'opt', name, 'deploy/systemd/install.sh')
  const { status, stdout, stderr } = spawnSync('sh', [script], {
    env: { PATH: process.env.PATH, DESTDIR: root },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`install.sh ended with ${status}: ${stdout}${stderr}`)
  return stdout
}

export interface PackagedService {
  address: string
  child: ChildProcess
  /** Everything it has printed. */
  output(): string
  /** Asks it to stop, as systemd does, and gives back its exit status. */
  stop(): Promise<number | null>
}

/** Starts the unit's ExecStart with the unit's environment, on a free port and the simulated camera. */
export async function startAsTheUnitSays(
  root: string,
  settings: Record<string, string> = {},
): Promise<PackagedService> {
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
  const child = spawn('chroot', [root, '/bin/sh', '-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: Buffer[] = []
  child.stdout.on('data', (chunk) => printed.push(chunk))
  child.stderr.on('data', (chunk) => printed.push(chunk))
  const output = () => Buffer.concat(printed).toString()
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const address = `http://127.0.0.1:${port}`
  const early = exited.then((code) => Promise.reject(new Error(`it ended with ${code}: ${output()}`)))
  early.catch(() => {})
  await Promise.race([untilReady(address, 60_000), early])
  return {
    address,
    child,
    output,
    stop() {
      child.kill('SIGTERM')
      return exited
    },
  }
}

/** For the host contract: pictures and catalogue of a run before are gone. */
export async function packagedHost(root: string, settings: Record<string, string>): Promise<Host> {
  rmSync(join(root, 'var/lib/vision-capture'), { recursive: true, force: true })
  const service = await startAsTheUnitSays(root, settings)
  return {
    name: 'packaged archive',
    http: service.address,
    socket: (channel) => `${service.address.replace('http', 'ws')}/ws/${channel}`,
    can: {
      stream: true,
      preflight: true,
      methodNotAllowed: true,
      refuseHandshake: true,
      websocketPaths: true,
    },
    async stop() {
      await service.stop()
    },
  }
}
