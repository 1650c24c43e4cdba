/** The image of the Dockerfile, built without a container engine on a base image made here, and started as its configuration says. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { run } from '../../deploy/run.ts'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { JWT_SECRET, token } from '../support/service.ts'
import { minimalBase } from './minimal-base.ts'
import { requireRootAnd } from './requirements.ts'
import { startInRoot, startServiceInRoot } from './start-in-root.ts'

const BASE_IMAGE = 'docker.io/library/node:24.21.0-bookworm-slim'
const IMAGE = 'vision-capture-service'
/** As in the base image that this one stands for. */
const NODE_USER = '1000'
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
const NPM_CONFIGURATION = '/usr/local/etc/npmrc'

const folder = mkdtempSync(join(tmpdir(), 'image-'))
let mounted: string

/** Its own folders, so that it leaves nothing of the computer's images changed; gives back what it printed. */
const buildah = (...args: string[]) => {
  const folders = ['--root', join(folder, 'images'), '--runroot', join(folder, 'run')]
  return run('buildah', ['--storage-driver', 'vfs', ...folders, ...args], ROOT).trim()
}

/** Debian's minimal base with Node, npm and the user `node`, under the name that the Dockerfile begins with. */
function makeBaseImage(): void {
  const base = join(folder, 'base')
  const local = join(base, 'usr/local')
  mkdirSync(base)
  run('tar', ['-xf', minimalBase(), '-C', base], ROOT)
  cpSync(join(ROOT, 'node_modules/node/bin/node'), join(local, 'bin/node'))
  const packed = JSON.parse(run('npm', ['pack', '--json', 'npm@11'], folder))[0].filename
  const npm = join(local, 'lib/node_modules/npm')
  mkdirSync(npm, { recursive: true })
  run('tar', ['-xzf', packed, '--strip-components=1', '-C', npm], folder)
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  run('chroot', [base, 'groupadd', '--gid', NODE_USER, 'node'], ROOT)
  run('chroot', [base, 'useradd', '--uid', NODE_USER, '--gid', 'node', '--create-home', 'node'], ROOT)
  // Where this computer reaches the registry through certificates of its own, the image's npm needs them, too.
  if (existsSync(CERTIFICATES)) {
    mkdirSync(join(base, dirname(CERTIFICATES)), { recursive: true })
    cpSync(CERTIFICATES, join(base, CERTIFICATES))
    mkdirSync(join(base, dirname(NPM_CONFIGURATION)), { recursive: true })
    writeFileSync(join(base, NPM_CONFIGURATION), `cafile=${CERTIFICATES}\n`)
  }
  const container = buildah('from', 'scratch')
  buildah('add', '-q', container, base, '/')
  buildah('config', '--env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', container)
  buildah('commit', '-q', container, BASE_IMAGE)
  buildah('rm', container)
  rmSync(base, { recursive: true })
}

interface ImageConfig {
  User: string
  Env: string[]
  Cmd: string[]
  WorkingDir: string
  Volumes: Record<string, object>
  Healthcheck?: { Test: string[] }
}
let config: ImageConfig

beforeAll(() => {
  requireRootAnd('test:image', { buildah: 'buildah', debootstrap: 'debootstrap' })
  makeBaseImage()
  const isolation = ['--isolation', 'chroot', '--network', 'host', '--pull=never']
  buildah('build', ...isolation, '--format', 'docker', '-t', IMAGE, ROOT)
  config = JSON.parse(buildah('inspect', '--type', 'image', IMAGE)).Docker.config
  mounted = buildah('mount', buildah('from', IMAGE))
  run('mount', ['-t', 'proc', 'proc', join(mounted, 'proc')], ROOT)
}, 900_000)
afterAll(() => {
  if (mounted) spawnSync('umount', [join(mounted, 'proc')])
  rmSync(folder, { recursive: true, force: true })
})

/** A command of the image, as its user, in its folder, with its environment. */
function inImage(command: string[], settings: Record<string, string>) {
  const environment = Object.fromEntries(config.Env.map((each) => each.split(/=(.*)/s).slice(0, 2)))
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  const script = `cd ${config.WorkingDir} && exec ${words}`
  return { root: mounted, script, env: { ...environment, ...settings }, user: `${NODE_USER}:${NODE_USER}` }
}

describe('the image', () => {
  it('runs as a user without rights, keeps pictures in a volume, and looks after its health', () => {
    expect(config.User).toBe('node')
    expect(Object.keys(config.Volumes)).toContain('/app/captures')
    expect(config.Healthcheck?.Test[0]).toBe('CMD')
  })

  it('takes a picture, passes its own health check, and ends on SIGTERM', async () => {
    const port = String(await freePort())
    const settings = { PORT: port, HOST: '127.0.0.1', JWT_SECRET, CAMERA_SOURCE: 'simulated' }
    const address = `http://127.0.0.1:${port}`
    const service = await startServiceInRoot(address, inImage(config.Cmd, settings))
    const [, ...check] = config.Healthcheck?.Test ?? []
    const health = () => startInRoot(inImage(check, settings)).exited
    try {
      const client = createClient({ baseUrl: address, token: () => token() })
      const { image_data } = await client.capture({ sample_no: 'IMAGE' })
      expect(existsSync(join(mounted, image_data.file_path))).toBe(true)
      expect((await fetch(`${address}/console/`)).status).toBe(200)
      expect(await health()).toBe(0)
      service.child.kill('SIGTERM')
      expect(await service.exited).toBe(0)
      expect(await health()).toBe(1)
    } finally {
      service.child.kill('SIGKILL')
    }
  })

  it('has the library of GenICam cameras and ffmpeg', () => {
    const look = 'ldconfig -p | grep -c libaravis-0.8 && ffmpeg -version | head -1'
    expect(run('chroot', [mounted, 'sh', '-c', look], ROOT)).toMatch(/^[1-9]\d*\nffmpeg version/)
  })
})
