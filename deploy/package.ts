/**
 * `npm run package [-- linux-x64|linux-arm64]`: one archive per target in dist/, each with its own Node and native parts, so
 * that the edge host needs no compiler, no npm and no network. Beside them SHA256SUMS and a CycloneDX bill of materials.
 */
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, createReadStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { commandLine } from '../runtime/commands/command-line.ts'
import { run } from './run.ts'

const TARGETS = ['linux-x64', 'linux-arm64'] as const
type Target = (typeof TARGETS)[number]

const ROOT = resolve(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')
const SHIPPED = [
  'functions',
  'runtime',
  'console/dist',
  'deploy/systemd',
  'serverless.yml',
  'env.example',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
]
const { name, version, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

const USAGE = `npm run package [-- ${TARGETS.join('|')}]

Makes an archive for each target in dist/, with its own Node and native parts.
`

const asked = commandLine(USAGE, {}, { least: 0, most: TARGETS.length }).positionals
const unknown = asked.filter((target) => !TARGETS.includes(target as Target))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no target ${unknown.join(', ')}: name ${TARGETS.join(' or ')}, or none for both.\n`,
  )
  process.exit(1)
}
mkdirSync(DIST, { recursive: true })
run('npm', ['run', 'build:console'], ROOT)

const archives: string[] = []
for (const target of asked.length > 0 ? (asked as Target[]) : TARGETS) archives.push(packageFor(target))
await writeChecksums(archives)

/** Lays the archive's folder out, installs the target's production dependencies in it, and packs it. */
function packageFor(target: Target): string {
  const folderName = `${name}-${version}-${target}`
  const staging = join(DIST, 'staging')
  const folder = join(staging, folderName)
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const path of SHIPPED) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  installDependencies(folder, target)
  installNode(folder, target)
  const sbom = run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], folder)
  writeFileSync(join(DIST, `${folderName}.cdx.json`), sbom)
  writeFileSync(join(folder, 'sbom.cdx.json'), sbom)
  const archive = join(DIST, `${folderName}.tar.gz`)
  // Owner, order and times are fixed, so that the same sources give the same bytes.
  run(
    'tar',
    ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '-czf', archive, folderName],
    staging,
    { GZIP: '-n' },
  )
  rmSync(staging, { recursive: true })
  process.stdout.write(`${archive}\n`)
  return archive
}

/** The archive brings Node beside node_modules, so the `node` package, which installs by script for this machine, is left out. */
function installDependencies(folder: string, target: Target): void {
  const { node: _, ...shipped } = dependencies
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const scripts = {
    start: 'bin/node runtime/start.mjs',
    doctor: 'bin/node runtime/commands/doctor/main.ts',
    tls: 'bin/node runtime/commands/tls/main.ts',
    token: 'bin/node runtime/commands/token.ts',
  }
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, scripts, dependencies: shipped, devDependencies: {} }, null, 2),
  )
  cpSync(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'))
  const [os, cpu] = target.split('-')
  run(
    'npm',
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', `--os=${os}`, `--cpu=${cpu}`, '--libc=glibc'],
    folder,
  )
}

function installNode(folder: string, target: Target): void {
  const locked = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages[
    'node_modules/node'
  ].version
  const packed = JSON.parse(run('npm', ['pack', '--json', `node-${target}@${locked}`], folder))[0].filename
  mkdirSync(join(folder, 'bin'))
  run('tar', ['-xzf', packed, '--strip-components=2', '-C', 'bin', 'package/bin/node'], folder)
  chmodSync(join(folder, 'bin/node'), 0o755)
  rmSync(join(folder, packed))
}

async function writeChecksums(files: string[]): Promise<void> {
  const lines: string[] = []
  for (const file of files) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(file), hash)
    lines.push(`${hash.digest('hex')}  ${file.slice(DIST.length + 1)}\n`)
  }
  writeFileSync(join(DIST, 'SHA256SUMS'), lines.join(''))
}
