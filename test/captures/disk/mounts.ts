/** File systems for one test; needs root. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../rig.ts'

if (process.getuid?.() !== 0)
  throw new Error('These tests mount file systems and loop devices: run them as root.')

export const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { stdio: 'pipe' }).toString()

/** A folder on a tmpfs of this size. */
export function tmpfs(sizeMb: number): string {
  const folder = temporaryFolder()
  run('mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder)
  onTestFinished(() => void run('umount', '--lazy', folder))
  return folder
}

export function remount(folder: string, mode: 'ro' | 'rw'): void {
  run('mount', '-o', `remount,${mode}`, folder)
}

/** An ext4 disk in a file, mounted; `commit` keeps ext4 from writing anything by itself that was not synced. */
export function ext4(sizeMb: number): { image: string; folder: string; device: string } {
  const workplace = temporaryFolder()
  const [image, folder] = [join(workplace, 'disk.img'), join(workplace, 'mounted')]
  mkdirSync(folder)
  run('truncate', '-s', `${sizeMb}M`, image)
  run('mkfs.ext4', '-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image)
  mount(image, folder)
  const device = basename(run('findmnt', '-no', 'SOURCE', folder).trim())
  return { image, folder, device }
}

export function mount(image: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  run('mount', '-o', 'loop,commit=600,errors=remount-ro', image, folder)
  onTestFinished(() => {
    // It may be unmounted already.
    try {
      run('umount', '--lazy', folder)
    } catch {}
  })
}

/** e2fsck's exit status 1 says that it has repaired all. */
export function repair(image: string): void {
  const { status, stdout } = spawnSync('e2fsck', ['-fy', image], { encoding: 'utf8' })
  if (status !== 0 && status !== 1) throw new Error(`e2fsck ended with ${status}: ${stdout}`)
}
