/** The Debian packages that the machine needs. A missing one is named with the command that installs it. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const PACKAGE_OF: Record<string, string> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  cpio: 'cpio',
  depmod: 'kmod',
  'v4l2-ctl': 'v4l-utils',
}

/** Where system administration's commands are, which a user's PATH may lack. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin']

/** The path of a command. Throws an error that names the package to install. */
export function commandPath(command: string): string {
  const path = find(command)
  if (path === undefined) throw new Error(missing([command]))
  return path
}

/** Throws one error that names every package that is missing. */
export function checkPackages(): void {
  const absent = Object.keys(PACKAGE_OF).filter((command) => find(command) === undefined)
  if (absent.length > 0) throw new Error(missing(absent))
}

function find(command: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS]
  return folders.map((folder) => join(folder, command)).find(isExecutable)
}

function missing(commands: string[]): string {
  const packages = commands.map((command) => PACKAGE_OF[command] ?? command).join(' ')
  return `The tests in the emulated machine need ${commands.join(', ')}: apt-get install --no-install-recommends ${packages}`
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
