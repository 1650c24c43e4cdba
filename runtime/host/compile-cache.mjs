// A private folder for Node's compile cache: whoever can write into it can run code as this user.
import { lstatSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * The folder, made with mode 0700; undefined where none can be trusted, and then the service starts without a cache. systemd sets
 * CACHE_DIRECTORY and STATE_DIRECTORY (systemd.exec(5)); elsewhere it is in the user's own cache folder.
 */
export function compileCacheFolder() {
  const { CACHE_DIRECTORY, STATE_DIRECTORY, XDG_CACHE_HOME } = process.env
  const base =
    (CACHE_DIRECTORY || STATE_DIRECTORY)?.split(':')[0] || XDG_CACHE_HOME || join(homedir(), '.cache')
  const folder = join(base, 'vision-capture', 'compile-cache')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return isPrivate(folder) && isPrivate(dirname(folder)) ? folder : undefined
  } catch {
    return undefined
  }
}

/** A real folder of this user that nobody else can write into. Windows has no such modes; its profile folder is private. */
function isPrivate(folder) {
  const { uid, mode } = lstatSync(folder)
  if (process.getuid === undefined) return true
  return lstatSync(folder).isDirectory() && uid === process.getuid() && (mode & 0o022) === 0
}
