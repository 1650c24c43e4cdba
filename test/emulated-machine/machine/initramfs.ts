/** The machine's first file system: busybox, the modules, and the init script that goes on to the host's root. */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { COMPILE_CACHE } from './compile-cache.ts'
import { type Kernel, loadOrder, moduleName } from './kernel.ts'
import { commandPath } from './packages.ts'

const run = promisify(execFile)
const COMMANDS = 'sh mount mkdir insmod ip chroot poweroff echo'.split(' ')
/** 9p for the host's root, overlay for the RAM layer, console for the agent's channel, net for forwarded ports. */
const MACHINE_MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_console', 'virtio_net']

export interface InitramfsOptions {
  kernel: Kernel
  /** Modules with their parameters, as one line each: `vivid n_devs=1`. */
  modules: string[]
  writableFolder: string | undefined
  /** An empty folder to build in. */
  folder: string
}

/** Builds the initramfs, uncompressed since decompressing costs the machine more than reading, and gives back its path. */
export async function buildInitramfs(options: InitramfsOptions): Promise<string> {
  const { kernel, folder } = options
  const tree = join(folder, 'initramfs')
  for (const name of ['bin', 'modules', 'proc', 'sys', 'dev'])
    await mkdir(join(tree, name), { recursive: true })
  await copyFile(commandPath('busybox'), join(tree, 'bin/busybox'))
  for (const command of COMMANDS) await symlink('busybox', join(tree, 'bin', command))
  await copyFile(join(import.meta.dirname, 'init.sh'), join(tree, 'init'))

  const parameters = new Map(
    options.modules.map((line) => [moduleName(line.split(' ')[0] ?? ''), line.split(' ').slice(1)]),
  )
  const files = await loadOrder(kernel, [...MACHINE_MODULES, ...parameters.keys()])
  for (const file of files)
    await copyFile(join(kernel.modulesFolder, file), join(tree, 'modules', basename(file)))
  const order = files.map((file) => [basename(file), ...(parameters.get(moduleName(file)) ?? [])].join(' '))
  await writeFile(join(tree, 'modules/order'), `${order.join('\n')}\n`)
  await writeFile(
    join(tree, 'machine.conf'),
    `NODE=${quoted(process.execPath)}\nAGENT=${quoted(join(import.meta.dirname, 'agent.ts'))}\n` +
      `export NODE_COMPILE_CACHE=${quoted(COMPILE_CACHE)}\nWRITABLE_FOLDER=${quoted(options.writableFolder ?? '')}\n`,
  )
  const image = join(folder, 'initramfs.cpio')
  await run(
    'sh',
    ['-c', `chmod 755 init && find . | ${commandPath('cpio')} --quiet -o -H newc -R 0:0 >"$1"`, 'sh', image],
    {
      cwd: tree,
    },
  )
  return image
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
