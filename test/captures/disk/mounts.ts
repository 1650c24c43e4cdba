/** File systems for one test; needs root. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../rig.ts'

if (process.getuid?.() !== 0)
  throw new Error('These tests mount file systems and loop devices. Run them as root.')

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

/** File systems without hard links: how each is made, and how its image is mounted. */
export const WITHOUT_LINKS = {
  'FAT32 of the kernel': { make: ['mkfs.vfat', '-F', '32'], mount: ['mount', '-t', 'vfat'] },
  'exFAT of the kernel': { make: ['mkfs.exfat'], mount: ['mount', '-t', 'exfat'] },
  'exFAT of a FUSE program': { make: ['mkfs.exfat'], mount: ['mount.exfat-fuse'] },
} as const

/** Such a disk in a file, mounted on a folder; or the reason why this machine cannot mount it. */
export function withoutLinks(kind: keyof typeof WITHOUT_LINKS): { folder: string } | { reason: string } {
  const workplace = temporaryFolder()
  const [image, folder] = [join(workplace, 'disk.img'), join(workplace, 'mounted')]
  mkdirSync(folder)
  run('truncate', '-s', '64M', image)
  // FUSE mounts a block device only.
  const device = run('losetup', '--find', '--show', image).trim()
  onTestFinished(() => void run('losetup', '--detach', device))
  const { make, mount } = WITHOUT_LINKS[kind]
  for (const [program, ...args] of [
    [...make, device],
    [...mount, device, folder],
  ]) {
    const { status, error, stderr } = spawnSync(program as string, args, { encoding: 'utf8' })
    if (status !== 0) return { reason: error?.message ?? stderr.trim() }
  }
  onTestFinished(() => void run('umount', '--lazy', folder))
  return { folder }
}
