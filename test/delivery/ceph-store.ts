/**
 * A real S3-compatible store on loopback: Ceph's RADOS gateway with one monitor and one OSD in memory (Debian's packages radosgw,
 * ceph-mon, ceph-osd, ceph-common). Ready in about 14 s; nothing of it stays.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../support/free-port.ts'

export const ACCESS_KEY = 'test-access-key'
export const SECRET_KEY = 'test-secret-key'

const PACKAGES = { radosgw: 'radosgw', 'ceph-mon': 'ceph-mon', 'ceph-osd': 'ceph-osd', ceph: 'ceph-common' }
const START_TIMEOUT_MS = 90_000

export interface CephStore {
  endpoint: string
  /** Sets the number of bytes that the user may store. */
  setQuota(bytes: number | null): void
  stop(): Promise<void>
}

/** The packages that a machine lacks for this store. */
export function missingPackages(): string[] {
  return Object.entries(PACKAGES)
    .filter(([program]) => spawnSync(program, ['--version']).error !== undefined)
    .map(([, name]) => name)
}

/** Throws an error that names the missing packages. */
export async function startCephStore(): Promise<CephStore> {
  const missing = missingPackages()
  if (missing.length > 0) throw new Error(`Packages are missing: apt-get install ${missing.join(' ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'ceph-'))
  const monitorPort = await freePort()
  const port = await freePort()
  const conf = join(folder, 'ceph.conf')
  const keyring = join(folder, 'keyring')
  const fsid = randomUUID()
  for (const name of ['mon', 'osd', 'run']) mkdirSync(join(folder, name))
  writeFileSync(conf, configuration({ folder, fsid, monitorPort, port }))
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { env: { ...process.env, CEPH_CONF: conf }, stdio: 'pipe' }).toString()
  const key = (name: string, ...caps: string[]) =>
    run(
      'ceph-authtool',
      keyring,
      '-n',
      name,
      '--gen-key',
      ...caps.flatMap((cap) => ['--cap', ...cap.split('=')]),
    )

  run('ceph-authtool', '-C', keyring, '-n', 'mon.', '--gen-key', '--cap', 'mon', 'allow *')
  key('client.admin', 'mon=allow *', 'osd=allow *')
  key('osd.0', 'mon=allow profile osd', 'osd=allow *')
  key('client.rgw', 'mon=allow rw', 'osd=allow rwx')
  const map = join(folder, 'monmap')
  run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map)
  run('ceph-mon', '-i', 'a', '--mkfs', '--monmap', map, '--keyring', keyring)

  const children: ChildProcess[] = []
  const start = (program: string, ...args: string[]) => {
    children.push(spawn(program, ['-c', conf, ...args, '-f'], { stdio: 'ignore' }))
  }
  start('ceph-mon', '-i', 'a')
  const osd = randomUUID()
  run('ceph', 'osd', 'new', osd, '0')
  run('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd)
  run('ceph', 'osd', 'crush', 'add', 'osd.0', '1', 'root=default')
  start('ceph-osd', '-i', '0')
  start('radosgw', '-n', 'client.rgw')

  const endpoint = `http://127.0.0.1:${port}`
  const stop = async () => {
    for (const child of children) child.kill('SIGKILL')
    await delay(200)
    rmSync(folder, { recursive: true, force: true })
  }
  for (const deadline = Date.now() + START_TIMEOUT_MS; !(await answers(endpoint)); await delay(200)) {
    if (Date.now() < deadline) continue
    await stop()
    throw new Error(`The RADOS gateway does not answer on ${endpoint}`)
  }
  const user = ['--uid=lab', '--display-name=lab', `--access-key=${ACCESS_KEY}`, `--secret-key=${SECRET_KEY}`]
  run('radosgw-admin', 'user', 'create', ...user)
  return {
    endpoint,
    setQuota(bytes) {
      const size = bytes === null ? [] : [`--max-size=${bytes}`]
      if (bytes !== null) run('radosgw-admin', 'quota', 'set', '--quota-scope=user', '--uid=lab', ...size)
      const verb = bytes === null ? 'disable' : 'enable'
      run('radosgw-admin', 'quota', verb, '--quota-scope=user', '--uid=lab')
    },
    stop,
  }
}

const answers = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  )

function configuration(at: { folder: string; fsid: string; monitorPort: number; port: number }): string {
  return `[global]
fsid = ${at.fsid}
mon host = [v2:127.0.0.1:${at.monitorPort}]
ms bind msgr1 = false
public addr = 127.0.0.1
keyring = ${at.folder}/keyring
run dir = ${at.folder}/run
log file = /dev/null
admin socket = ${at.folder}/run/$name.asok
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
mon allow pool size one = true
osd crush chooseleaf type = 0
mon max pg per osd = 1000
osd objectstore = memstore
memstore device bytes = 4294967296
mon data avail crit = 1
rgw bucket quota ttl = 0
rgw user quota bucket sync interval = 1
[mon.a]
mon data = ${at.folder}/mon
[osd.0]
osd data = ${at.folder}/osd
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${at.port}
rgw run sync thread = false
`
}
