/**
 * Gives a finished temporary file its name, without ever replacing a file. Not every file system can do that in the same way:
 * exFAT, FAT, many network shares and FUSE file systems have no hard links. The first way that works is kept.
 */

import { link, open, rename, rm, unlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { temporaryName } from './file-name.ts'
import { FILE_MODE } from './permissions.ts'

/** The errors that say that a file system does not have a call: link(2), renameat2(2). */
const UNSUPPORTED = new Set(['EPERM', 'EOPNOTSUPP', 'ENOTSUP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EXDEV'])

/** <fcntl.h> and <linux/fs.h>. */
const AT_FDCWD = -100
const RENAME_NOREPLACE = 1
const EEXIST = 17

export type PublishMethod = 'link' | 'renameat2' | 'exclusive_create'

/** The promise of each way after a power loss, for the status and the doctor. */
export const PROMISES: Record<PublishMethod, string> = {
  link: 'An acknowledged picture outlasts a power loss.',
  renameat2:
    'The file system has no hard links. An acknowledged picture outlasts a power loss if the file system has a journal. FAT and exFAT have none: check them with fsck after a power loss.',
  exclusive_create:
    'The file system has neither hard links nor renameat2. An acknowledged picture outlasts a power loss as far as the file server keeps its promises.',
}

/** Calls `named` as soon as the name is taken: what fails afterwards must be cleaned up by it. */
type Publish = (temporary: string, final: string, named?: () => void) => Promise<void>

/** Each gives the name or throws EEXIST, in the order of preference. */
export const WAYS: Record<PublishMethod, Publish> = {
  /** link() never replaces a file, as rename() would. */
  async link(temporary, final, named) {
    await link(temporary, final)
    named?.()
    await unlink(temporary)
  },
  async renameat2(temporary, final, named) {
    renameNoReplace(temporary, final)
    named?.()
  },
  /** The name is reserved by an empty file of our own, which the rename then replaces. A crash in between leaves that empty file. */
  async exclusive_create(temporary, final, named) {
    const handle = await open(final, 'wx', FILE_MODE)
    named?.()
    await handle.close()
    await rename(temporary, final)
  },
}

export interface Publisher {
  /** Throws EEXIST where a file has the name, and otherwise what the file system says. */
  publish: Publish
  /** The way that is used; null before the first try. */
  readonly method: PublishMethod | null
  /** Tries each way with two test files, so that the way is known before the first picture. Throws where none works. */
  tryIn(folder: string): Promise<PublishMethod>
}

export function openPublisher(): Publisher {
  const methods = Object.keys(WAYS) as PublishMethod[]
  let current = 0
  let tried = false
  const publish: Publish = async (temporary, final, named) => {
    for (;;) {
      try {
        await WAYS[methods[current] as PublishMethod](temporary, final, named)
        tried = true
        return
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException
        if (!UNSUPPORTED.has(code) || current === methods.length - 1) throw error
        current += 1
      }
    }
  }
  return {
    publish,
    get method() {
      return tried ? (methods[current] as PublishMethod) : null
    },
    async tryIn(folder) {
      const temporary = join(folder, temporaryName('capture_probe'))
      const final = join(folder, temporaryName('capture_probe_2'))
      try {
        for (const file of [temporary, final]) await rm(file, { force: true })
        await (await open(temporary, 'wx', FILE_MODE)).close()
        await publish(temporary, final)
        return methods[current] as PublishMethod
      } finally {
        for (const file of [temporary, final]) await rm(file, { force: true }).catch(() => {})
      }
    },
  }
}

let renameat2: ((from: string, to: string) => number) | undefined

/** renameat2(2) with RENAME_NOREPLACE, for which Node has no call. Throws as Node's own file calls do. */
function renameNoReplace(from: string, to: string): void {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
  renameat2 ??= (() => {
    const call = koffi
      .load('libc.so.6')
      .func(
        'int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags)',
      )
    return (oldPath, newPath) => call(AT_FDCWD, oldPath, AT_FDCWD, newPath, RENAME_NOREPLACE)
  })()
  if (renameat2(from, to) === 0) return
  const errno = koffi.errno()
  const known = Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0]
  const code = errno === EEXIST ? 'EEXIST' : (known ?? `errno ${errno}`)
  throw Object.assign(new Error(`${code}: renameat2 ${from} ${to}`), {
    code,
    errno: -errno,
    syscall: 'renameat2',
  })
}
