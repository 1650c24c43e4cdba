/** The packaged archive in a root that holds nothing but Debian's minimal base: it starts and takes a picture. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../support/root.ts'
import { bearer, JWT_SECRET, untilReady } from '../support/service.ts'

const DIST = join(ROOT, 'dist')
const CACHE = join(ROOT, '.cache')
const PORT = 16507
const root = mkdtempSync(join(tmpdir(), 'chroot-'))
const needed = ['debootstrap', 'chroot', 'tar']

function run(program: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: ROOT,
    maxBuffer: 64 << 20,
  })
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stdout}\n${stderr}`}`)
  return stdout
}

beforeAll(() => {
  const missing = needed.filter((program) => spawnSync('which', [program]).status !== 0)
  if (missing.length > 0)
    throw new Error(`test:package needs ${missing.join(', ')}: apt-get install debootstrap coreutils tar`)
  if (process.getuid?.() !== 0) throw new Error('test:package needs root, for debootstrap and chroot')
  run('npm', ['run', '--silent', 'package'])
  const base = join(CACHE, 'bookworm-minbase.tar')
  if (!existsSync(base)) {
    mkdirSync(CACHE, { recursive: true })
    const made = join(root, 'base')
    run('debootstrap', ['--variant=minbase', 'bookworm', made])
    run('tar', ['-cf', base, '-C', made, '.'])
    rmSync(made, { recursive: true })
  }
  run('tar', ['-xf', base, '-C', root])
  run('tar', ['-xzf', archive('linux-x64'), '-C', join(root, 'opt')])
}, 600_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const archive = (target: string) => {
  const name = readdirSync(DIST).find((file) => file.endsWith(`-${target}.tar.gz`))
  if (name === undefined) throw new Error(`dist/ has no archive for ${target}`)
  return join(DIST, name)
}

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
    const files = run('tar', ['-tzf', archive('linux-arm64')])
    expect(files).toMatch(/\/bin\/node$/m)
    expect(files).toContain('@img/sharp-linux-arm64/')
    expect(files).toContain('@koromix/koffi-linux-arm64/')
    expect(files).not.toMatch(/node_modules\/(vitest|typescript|serverless-offline|@img\/sharp-linux-x64)\//)
    const folder = mkdtempSync(join(tmpdir(), 'arm-'))
    const node = files.split('\n').find((file) => file.endsWith('/bin/node')) as string
    run('tar', ['-xzf', archive('linux-arm64'), '-C', folder, node])
    // e_machine of the ELF header (elf.h): 183 is EM_AARCH64.
    expect(readFileSync(join(folder, node)).readUInt16LE(18)).toBe(183)
    rmSync(folder, { recursive: true })
  })

  it('captures a picture in a clean root', async () => {
    const home = `/opt/${readdirSync(join(root, 'opt'))[0]}`
    const environment = {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: String(PORT),
      JWT_SECRET,
      CAMERA_SOURCE: 'simulated',
      CAPTURE_DIR: '/tmp/captures',
      LOG_FILE: '',
    }
    const child = spawn('chroot', [root, `${home}/bin/node`, `${home}/runtime/start.mjs`], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    const exited = new Promise((resolve) => child.once('exit', resolve))
    try {
      const address = `http://127.0.0.1:${PORT}`
      await Promise.race([
        untilReady(address, 60_000),
        exited.then(() => Promise.reject(new Error(Buffer.concat(output).toString()))),
      ])
      const response = await fetch(`${address}/api/v1/capture/image`, {
        method: 'POST',
        headers: { ...(await bearer()), 'content-type': 'application/json' },
        body: '{"sample_no":"CHROOT"}',
      })
      const body = (await response.json()) as {
        data: { image_data: { filename: string; file_size: number } }
      }
      expect(response.status).toBe(200)
      const picture = readFileSync(join(root, 'tmp/captures', body.data.image_data.filename))
      expect(picture.length).toBe(body.data.image_data.file_size)
      expect(picture.readUInt16BE(0)).toBe(0xffd8)
      for (const path of ['/docs', '/docs/page.js', '/docs/swagger-ui-bundle.js', '/openapi.json'])
        expect([path, (await fetch(address + path)).status]).toEqual([path, 200])
    } finally {
      child.kill('SIGTERM')
    }
    expect(await exited).toBe(0)
  }, 120_000)
})
