/** Files that are there whole or not at all: temporary file, fsync, link under the final name, fsync of the folder. */
import { constants } from 'node:fs'
import { access, type FileHandle, link, lstat, mkdir, open, readdir, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageStatus } from '../device.ts'
import { ServiceError } from '../errors.ts'
import { logger } from '../logger.ts'
import { storageBytes } from '../metrics.ts'
import { TEMPORARY_NAME, temporaryName } from './file-name.ts'

const FILE_MODE = 0o640
const FOLDER_MODE = 0o750
const CHECK_INTERVAL_MS = 5_000

export interface PictureFile {
  write(bytes: Buffer): Promise<void>
  /** Gives the file its name for good; EEXIST when another has it. */
  publish(filename: string): Promise<void>
  /** Leaves nothing behind. */
  discard(): Promise<void>
}

export interface Store {
  /** A temporary file, opened before its bytes are there. */
  begin(filename: string, requestId: string): Promise<PictureFile>
  remove(filename: string): Promise<void>
  status(usedBytes: number): StorageStatus
  /** Asks the file system now. Throws STORAGE_FULL below the reserve, CAPTURE_FAILED where the folder cannot be written. */
  check(): Promise<void>
  close(): void
}

export async function openStore(folder: string, reserveBytes: number): Promise<Store> {
  let freeBytes = 0
  let problem: string | null = null

  const refresh = async () => {
    try {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
      await access(folder, constants.W_OK | constants.X_OK)
      const { bavail, bsize } = await statfs(folder)
      freeBytes = bavail * bsize
      problem = null
      storageBytes.set({ kind: 'free' }, freeBytes)
      storageBytes.set({ kind: 'reserve' }, reserveBytes)
    } catch (error) {
      problem = storageError(error, folder).message
    }
  }
  await refresh()
  await removeTemporaries(folder)
  const timer = setInterval(refresh, CHECK_INTERVAL_MS).unref()

  return {
    async begin(filename, requestId) {
      const temporary = join(folder, temporaryName(filename, requestId))
      let handle: FileHandle | undefined = await open(temporary, 'wx', FILE_MODE).catch((error) => {
        throw storageError(error, folder)
      })
      return {
        async write(bytes) {
          try {
            await handle?.writeFile(bytes)
            await handle?.sync()
            await handle?.close()
            handle = undefined
          } catch (error) {
            throw storageError(error, folder)
          }
        },
        async publish(final) {
          // link() never replaces a file, rename() would: two processes on one folder cannot overwrite each other.
          try {
            await link(temporary, join(folder, final))
            await unlink(temporary)
            await syncFolder(folder)
          } catch (error) {
            throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? error : storageError(error, folder)
          }
        },
        async discard() {
          await handle?.close().catch(() => {})
          await unlink(temporary).catch(() => {})
        },
      }
    },
    async remove(filename) {
      const file = join(folder, filename)
      const found = await lstat(file).catch((error) => {
        if (error.code === 'ENOENT') return null
        throw storageError(error, folder)
      })
      // A link or folder under a picture's name is not what was written, and is left alone.
      if (found?.isFile()) await unlink(file)
    },
    status: (usedBytes) => ({
      free_bytes: freeBytes,
      reserve_bytes: reserveBytes,
      used_bytes: usedBytes,
      low: problem !== null || freeBytes < reserveBytes,
      error_message:
        problem ?? (freeBytes < reserveBytes ? full(folder, freeBytes, reserveBytes).message : null),
    }),
    async check() {
      await refresh()
      if (problem !== null) throw new ServiceError('CAPTURE_FAILED', problem)
      if (freeBytes < reserveBytes) throw full(folder, freeBytes, reserveBytes)
    },
    close: () => clearInterval(timer),
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What a crash left half-written; it was never acknowledged. */
async function removeTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const left = names.filter((name) => TEMPORARY_NAME.test(name))
  for (const name of left) await unlink(join(folder, name)).catch(() => {})
  if (left.length > 0) logger.warn('Removed unfinished pictures of an earlier run', { count: left.length })
}

function full(folder: string, freeBytes: number, reserveBytes: number): ServiceError {
  const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
  return new ServiceError(
    'STORAGE_FULL',
    `${folder} has ${mb(freeBytes)} MB left, below the reserve of ${mb(reserveBytes)} MB (STORAGE_RESERVE_MB): free some space, or lower MAX_CAPTURE_AGE_HOURS.`,
  )
}

/** What a failing file system means for the operator. */
export function storageError(error: unknown, folder: string): ServiceError {
  if (error instanceof ServiceError) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ServiceError('STORAGE_FULL', `${folder} is full: free some space; nothing was written.`, {
      cause: error,
    })
  }
  const reasons: Record<string, string> = {
    EROFS: 'its file system is read-only: check the disk (dmesg) and mount it writable',
    EACCES: 'this user may not write there: change its owner or CAPTURE_DIR',
    EPERM: 'this user may not write there: change its owner or CAPTURE_DIR',
    ENOTDIR: 'it is no folder',
    ENOENT: 'it is gone, and could not be made again',
    EIO: 'the disk reports an error (dmesg): replace it',
  }
  return new ServiceError(
    'CAPTURE_FAILED',
    `The picture could not be stored in ${folder}: ${reasons[code ?? ''] ?? code ?? 'unknown error'}.`,
    { cause: error },
  )
}
