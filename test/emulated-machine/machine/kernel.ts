/** Debian's own kernel with its modules, fetched once and kept unpacked in `.cache/kernel/`; nothing of it is installed. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '../../support/root.ts'
import { commandPath } from './packages.ts'

const run = promisify(execFile)
const CACHE = join(ROOT, '.cache/kernel')
const META_PACKAGE = 'linux-image-amd64'
const DOWNLOAD_TIMEOUT_MS = 240_000

export interface Kernel {
  /** The image that qemu boots. */
  image: string
  /** The folder of the modules and of modules.dep, which names what each one needs. */
  modulesFolder: string
}

/**
 * The kernel that `linux-image-amd64` stands for today, downloaded (71 MB) when the cache lacks it. Its package's name
 * changes with security updates, so the name is the key of the cache. Throws with what to do when apt knows no such package.
 */
export async function debianKernel(): Promise<Kernel> {
  const packageName = await currentPackage()
  const folder = join(CACHE, packageName)
  if (!existsSync(folder)) await unpack(packageName, folder)
  const version = packageName.replace('linux-image-', '')
  return {
    image: join(folder, 'boot', `vmlinuz-${version}`),
    modulesFolder: join(folder, 'lib/modules', version),
  }
}

/** The modules' files in the order in which they must be loaded, what each one needs before it. */
export async function loadOrder(kernel: Kernel, modules: string[]): Promise<string[]> {
  const needsOf = new Map<string, { file: string; needs: string[] }>()
  for (const line of (await readFile(join(kernel.modulesFolder, 'modules.dep'), 'utf8')).split('\n')) {
    const [file, needs] = line.split(':')
    if (file && needs !== undefined)
      needsOf.set(moduleName(file), { file, needs: needs.split(' ').filter(Boolean).map(moduleName) })
  }
  const ordered = new Set<string>()
  const add = (name: string): void => {
    const found = needsOf.get(name)
    if (found === undefined) throw new Error(`the kernel in ${kernel.modulesFolder} has no module ${name}`)
    if (ordered.has(found.file)) return
    for (const need of found.needs) add(need)
    ordered.add(found.file)
  }
  for (const module of modules) add(moduleName(module))
  return [...ordered]
}

/** A module's name as the kernel writes it: no folder, no ending, underscores. */
export function moduleName(file: string): string {
  return (file.split('/').at(-1) ?? '').replace(/\.ko.*$/, '').replaceAll('-', '_')
}

async function currentPackage(): Promise<string> {
  const { stdout } = await run('apt-cache', ['depends', META_PACKAGE]).catch(() => ({ stdout: '' }))
  const found = /Depends: (linux-image-\S+)/.exec(stdout)?.[1]
  if (found === undefined)
    throw new Error(`apt knows no ${META_PACKAGE}: run apt-get update on a Debian amd64`)
  return found
}

async function unpack(packageName: string, folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const work = await mkdtemp(join(CACHE, 'unpacking-'))
  try {
    await run('apt-get', ['download', packageName], { cwd: work, timeout: DOWNLOAD_TIMEOUT_MS }).catch(
      (cause) => {
        throw new Error(`apt-get could not download ${packageName}: run apt-get update first`, { cause })
      },
    )
    const archive = (await readdir(work)).find((file) => file.endsWith('.deb'))
    if (archive === undefined) throw new Error(`apt-get downloaded no archive of ${packageName}`)
    const tree = join(work, 'tree')
    await run('dpkg-deb', ['-x', join(work, archive), tree])
    await run(commandPath('depmod'), ['-b', tree, packageName.replace('linux-image-', '')])
    // Another run may have been quicker; its folder is as good.
    await rename(tree, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
