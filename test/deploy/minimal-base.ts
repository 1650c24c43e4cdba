/** Debian's minimal base as an archive, made once by debootstrap and kept in `.cache/`. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../support/root.ts'

const CACHE = join(ROOT, '.cache')
const ARCHIVE = join(CACHE, 'bookworm-minbase.tar')

/** The archive's path. Throws with what debootstrap says; needs root. */
export function minimalBase(): string {
  if (existsSync(ARCHIVE)) return ARCHIVE
  mkdirSync(CACHE, { recursive: true })
  const work = mkdtempSync(join(CACHE, 'debootstrap-'))
  try {
    run('debootstrap', ['--variant=minbase', 'bookworm', join(work, 'base')])
    run('tar', ['-cf', join(work, 'base.tar'), '-C', join(work, 'base'), '.'])
    renameSync(join(work, 'base.tar'), ARCHIVE)
    return ARCHIVE
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function run(program: string, args: string[]): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  })
  if (error) throw new Error(`${program} is missing: apt-get install debootstrap`)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}\n${stderr}`)
}
