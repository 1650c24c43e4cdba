/** The image of the Dockerfile, built without a container engine on a base image made here, and started as its configuration says. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { ROOT } from '../support/root.ts'
import { bearer, JWT_SECRET, untilReady } from '../support/service.ts'
import { minimalBase } from './minimal-base.ts'

const BASE_IMAGE = 'docker.io/library/node:24-bookworm-slim'
const IMAGE = 'vision-capture-service'
/** As in the base image that this one stands for. */
const NODE_USER = '1000'
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'
const NPM_CONFIGURATION = '/usr/local/etc/npmrc'

const folder = mkdtempSync(join(tmpdir(), 'image-'))
let mounted: string

function run(program: string, args: string[], cwd = ROOT): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    cwd,
    maxBuffer: 64 << 20,
  })
  if (error) throw new Error(`test:image needs ${program}: apt-get install buildah debootstrap`)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}\n${stderr}`)
  return stdout.trim()
}
const buildah = (...args: string[]) =>
  run('buildah', [
    '--storage-driver',
    'vfs',
    '--root',
    join(folder, 'images'),
    '--runroot',
    join(folder, 'run'),
    ...args,
  ])

/** Debian's minimal base with Node, npm and the user `node`, under the name that the Dockerfile begins with. */
function makeBaseImage(): void {
  const base = join(folder, 'base')
  const local = join(base, 'usr/local')
  run('mkdir', ['-p', base])
  run('tar', ['-xf', minimalBase(), '-C', base])
  cpSync(join(ROOT, 'node_modules/node/bin/node'), join(local, 'bin/node'))
  const packed = JSON.parse(run('npm', ['pack', '--json', 'npm@11'], folder))[0].filename
  const npm = join(local, 'lib/node_modules/npm')
  mkdirSync(npm, { recursive: true })
  run('tar', ['-xzf', join(folder, packed), '--strip-components=1', '-C', npm])
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'))
  run('chroot', [base, 'groupadd', '--gid', NODE_USER, 'node'])
  run('chroot', [base, 'useradd', '--uid', NODE_USER, '--gid', 'node', '--create-home', 'node'])
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
  if (process.getuid?.() !== 0) throw new Error('test:image needs root, for buildah and chroot')
  makeBaseImage()
  buildah(
    'build',
    '--isolation',
    'chroot',
    '--network',
    'host',
    '--pull=never',
    '--format',
    'docker',
    '-t',
    IMAGE,
    ROOT,
  )
  config = JSON.parse(buildah('inspect', '--type', 'image', IMAGE)).Docker.config
  mounted = buildah('mount', buildah('from', IMAGE))
  run('mount', ['-t', 'proc', 'proc', join(mounted, 'proc')])
}, 900_000)
afterAll(() => {
  if (mounted) spawnSync('umount', [join(mounted, 'proc')])
  rmSync(folder, { recursive: true, force: true })
})

/** A command of the image, as its user, in its folder, with its environment. */
function start(command: string[], env: Record<string, string>): ChildProcess {
  const environment = Object.fromEntries(config.Env.map((each) => each.split(/=(.*)/s).slice(0, 2)))
  const script = `cd ${config.WorkingDir} && exec "$@"`
  return spawn(
    'chroot',
    [`--userspec=${NODE_USER}:${NODE_USER}`, mounted, '/bin/sh', '-c', script, 'sh', ...command],
    {
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
}
const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once('exit', resolve))

describe('the image', () => {
  it('runs as a user without rights, keeps pictures in a volume, and looks after its health', () => {
    expect(config.User).toBe('node')
    expect(Object.keys(config.Volumes)).toContain('/app/captures')
    expect(config.Healthcheck?.Test[0]).toBe('CMD')
  })

  it('takes a picture, is healthy by its own check while it runs, and ends when it is asked to', async () => {
    const port = String(await freePort())
    const settings = { PORT: port, HOST: '127.0.0.1', JWT_SECRET, CAMERA_SOURCE: 'simulated' }
    const service = start(config.Cmd, settings)
    let output = ''
    for (const stream of [service.stdout, service.stderr]) stream?.on('data', (chunk) => (output += chunk))
    const exited = ended(service)
    try {
      const address = `http://127.0.0.1:${port}`
      await untilReady(address, 60_000).catch((error) => {
        throw new Error(`${error.message}\n${output}`)
      })
      const response = await fetch(`${address}/api/v1/capture/image`, {
        method: 'POST',
        headers: { ...(await bearer()), 'content-type': 'application/json' },
        body: '{"sample_no":"IMAGE"}',
      })
      expect(response.status).toBe(200)
      const { data } = (await response.json()) as { data: { image_data: { file_path: string } } }
      expect(existsSync(join(mounted, data.image_data.file_path))).toBe(true)
      expect((await fetch(`${address}/console/`)).status).toBe(200)
      const [, ...check] = config.Healthcheck?.Test ?? []
      expect(await ended(start(check, settings))).toBe(0)
      service.kill('SIGTERM')
      expect(await exited).toBe(0)
      expect(await ended(start(check, settings))).toBe(1)
    } finally {
      service.kill('SIGKILL')
    }
  })

  it('has the library of GenICam cameras and ffmpeg', () => {
    expect(
      run('chroot', [
        mounted,
        'sh',
        '-c',
        'ldconfig -p | grep -c libaravis-0.8 && ffmpeg -version | head -1',
      ]),
    ).toMatch(/^[1-9]\d*\nffmpeg version/)
  })
})
