/** Debian's minimal base as an archive, made once by debootstrap and kept in `.cache/`. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../deploy/run.ts'
import { ROOT } from '../support/root.ts'

const CACHE = join(ROOT, '.cache')
const ARCHIVE = join(CACHE, 'bookworm-minbase.tar')

/** The archive's path. Throws with what debootstrap says; needs root. */
export function minimalBase(): string {
  if (existsSync(ARCHIVE)) return ARCHIVE
  mkdirSync(CACHE, { recursive: true })
  const work = mkdtempSync(join(CACHE, 'debootstrap-'))
  try {
    run('debootstrap', ['--variant=minbase', 'bookworm', join(work, 'base')], work)
    run('tar', ['-cf', join(work, 'base.tar'), '-C', join(work, 'base'), '.'], work)
    renameSync(join(work, 'base.tar'), ARCHIVE)
    return ARCHIVE
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
