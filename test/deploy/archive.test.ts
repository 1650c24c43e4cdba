/** The packaged archive in a root that holds nothing but Debian's minimal base: installed, started as its unit says, updated. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { run } from '../../deploy/run.ts'
import { hostBehaviour } from '../contract/behaviour.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { JWT_SECRET, token } from '../support/service.ts'
import { greengrassComponent, prepareDevice } from './greengrass-component.ts'
import { minimalBase } from './minimal-base.ts'
import { install, packagedHost, startAsTheUnitSays } from './packaged-host.ts'
import { requireRootAnd } from './requirements.ts'
import { readUnit } from './unit-file.ts'

const DIST = join(ROOT, 'dist')
const root = mkdtempSync(join(tmpdir(), 'chroot-'))
let archiveName: string
/** Files newer than this one were made by install.sh. */
const marker = () => join(root, 'opt', 'unpacked')

beforeAll(() => {
  requireRootAnd('test:package', { debootstrap: 'debootstrap', chroot: 'coreutils', tar: 'tar' })
  run('npm', ['run', '--silent', 'package'], ROOT)
  run('tar', ['-xf', minimalBase(), '-C', root], ROOT)
  run('tar', ['-xzf', archive('linux-x64'), '-C', join(root, 'opt')], ROOT)
  run('mount', ['-t', 'proc', 'proc', join(root, 'proc')], ROOT)
  archiveName = readdirSync(join(root, 'opt'))[0] as string
  writeFileSync(marker(), '')
}, 600_000)
afterAll(() => {
  spawnSync('umount', [join(root, 'proc')])
  rmSync(root, { recursive: true, force: true })
})

const archive = (target: string) => {
  const name = readdirSync(DIST).find((file) => file.endsWith(`-${target}.tar.gz`))
  if (name === undefined) throw new Error(`dist/ has no archive for ${target}`)
  return join(DIST, name)
}

const clientOf = (address: string) => createClient({ baseUrl: address, token: () => token() })
const capture = async (address: string) =>
  (await clientOf(address).capture({ sample_no: 'UPDATE' })).image_data
const storedSize = async (address: string, filename: string) => (await clientOf(address).image(filename)).size

describe('npm run package', () => {
  it('writes checksums that are true, and a bill of materials per archive', () => {
    const lines = readFileSync(join(DIST, 'SHA256SUMS'), 'utf8').trim().split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines) {
      const [sum, file] = line.split('  ') as [string, string]
      expect(
        createHash('sha256')
          .update(readFileSync(join(DIST, file)))
          .digest('hex'),
      ).toBe(sum)
      const sbom = JSON.parse(readFileSync(join(DIST, file.replace('.tar.gz', '.cdx.json')), 'utf8'))
      expect(sbom.bomFormat).toBe('CycloneDX')
      expect(sbom.components.map((component: { name: string }) => component.name)).toContain('fastify')
    }
  })

  it("carries the target's native parts and no development dependency", () => {
    const files = run('tar', ['-tzf', archive('linux-arm64')], ROOT)
    expect(files).toMatch(/\/bin\/node$/m)
    expect(files).toContain('@img/sharp-linux-arm64/')
    expect(files).toContain('@koromix/koffi-linux-arm64/')
    expect(files).not.toMatch(/node_modules\/(vitest|typescript|serverless-offline|@img\/sharp-linux-x64)\//)
    const folder = mkdtempSync(join(tmpdir(), 'arm-'))
    const node = files.split('\n').find((file) => file.endsWith('/bin/node')) as string
    run('tar', ['-xzf', archive('linux-arm64'), '-C', folder, node], ROOT)
    // e_machine of the ELF header (elf.h): 183 is EM_AARCH64.
    expect(readFileSync(join(folder, node)).readUInt16LE(18)).toBe(183)
    rmSync(folder, { recursive: true })
  })
})

describe('install.sh', () => {
  it('lays out program, unit, settings and secret where the unit looks for them, and touches nothing else', () => {
    const newer = ['-xdev', '-newer', marker(), '-not', '-type', 'd']
    expect(run('find', [root, ...newer], ROOT)).toBe('')
    expect(install(root, archiveName)).toContain('/opt/vision-capture;')
    const made = run('find', [root, ...newer, '-not', '-path', '*/opt/*'], ROOT)
    expect(
      made
        .trim()
        .split('\n')
        .map((file) => file.slice(root.length))
        .sort(),
    ).toEqual([
      '/etc/systemd/system/vision-capture.service',
      '/etc/systemd/system/vision-capture@.service',
      '/etc/vision-capture/jwt-secret',
      '/etc/vision-capture/vision-capture.env',
    ])
    const mode = (path: string) => statSync(join(root, path)).mode & 0o777
    expect(mode('etc/vision-capture/jwt-secret')).toBe(0o600)
    expect(mode('etc/vision-capture/vision-capture.env')).toBe(0o640)
    expect(mode('opt/vision-capture/bin/node')).toBe(0o755)
    const unit = readUnit(join(root, 'etc/systemd/system/vision-capture.service'))
    for (const path of unit.last('ExecStart').split(' ')) expect(existsSync(join(root, path))).toBe(true)
    expect(existsSync(join(root, unit.last('EnvironmentFile')))).toBe(true)
    expect(existsSync(join(root, unit.last('LoadCredential').split(':')[1] as string))).toBe(true)
  })

  it('refuses a folder that is not an unpacked archive', () => {
    const { status, stderr } = spawnSync('sh', [join(ROOT, 'deploy/systemd/install.sh')], {
      env: { PATH: process.env.PATH, DESTDIR: root },
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([1, expect.stringContaining('npm run package')])
  })

  it('updates a version that is there: settings, secret, pictures and catalogue stay, and the old version is kept', async () => {
    const settings = join(root, 'etc/vision-capture/vision-capture.env')
    const first = await startAsTheUnitSays(root)
    const { filename, file_size } = await capture(first.address)
    expect(await first.stop()).toBe(0)
    appendFileSync(settings, 'IMAGE_QUALITY=77\n')
    install(root, archiveName)
    expect(readFileSync(settings, 'utf8')).toContain('IMAGE_QUALITY=77')
    expect(readFileSync(join(root, 'etc/vision-capture/jwt-secret'), 'utf8')).toBe(JWT_SECRET)
    expect(existsSync(join(root, 'opt/vision-capture.old/bin/node'))).toBe(true)
    const second = await startAsTheUnitSays(root)
    expect(await storedSize(second.address, filename)).toBe(file_size)
    expect((await capture(second.address)).filename).not.toBe(filename)
    expect(await second.stop()).toBe(0)
  })
})

describe('the Greengrass recipe', () => {
  it('runs by its own steps, without root; a deployment leaves the running version alone until the switch', async () => {
    rmSync(join(root, 'var/lib/vision-capture'), { recursive: true })
    prepareDevice(root, archive('linux-x64'))
    const merge = { host: '127.0.0.1', port: String(await freePort()), cameraSource: 'simulated' }
    const component = greengrassComponent(root, merge)
    await component.install()
    const first = await component.start()
    expect(Number(first.userId())).toBeGreaterThan(0)
    const { filename, file_size } = await capture(first.address)
    const runningApp = component.apps()
    component.changeArchive()
    await component.install()
    expect(component.apps()).toHaveLength(2)
    expect(await storedSize(first.address, filename)).toBe(file_size)
    expect((await capture(first.address)).filename).not.toBe(filename)
    expect(await first.shutdown()).toEqual({ step: 0, service: 0 })
    const second = await component.start()
    expect(component.apps()).toHaveLength(1)
    expect(component.apps()).not.toEqual(runningApp)
    expect(await storedSize(second.address, filename)).toBe(file_size)
    expect((await capture(second.address)).filename).not.toBe(filename)
    expect(await second.shutdown()).toEqual({ step: 0, service: 0 })
  })
})

hostBehaviour('packaged archive', () => packagedHost(root))
