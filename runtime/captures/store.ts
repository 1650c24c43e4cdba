/** Files that are there whole or not at all: temporary file, fsync, link under the final name, fsync of the folder. */
import { constants } from 'node:fs'
import {
  access,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open as openFile,
  rm,
  statfs,
  unlink,
} from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageStatus } from '../device.ts'
import { ServiceError } from '../errors.ts'
import { storageBytes } from '../metrics.ts'
import { temporaryName } from './file-name.ts'
import { FILE_MODE, FOLDER_MODE } from './permissions.ts'
import { storageError } from './storage-error.ts'
import { sync } from './sync.ts'

const CHECK_INTERVAL_MS = 5_000
const PROBE_NAME = temporaryName('capture_probe')

export interface PictureFile {
  write(bytes: Buffer): Promise<void>
  /** Gives the file its name for good, and never another's: EEXIST when a file has it. */
  publish(filename: string): Promise<void>
  /** The name it has been given; null before. */
  readonly published: string | null
  /** Removes the temporary file where it is still there. */
  discard(): Promise<void>
}

export interface Store {
  /** A temporary file, opened before its bytes are there. */
  begin(filename: string): Promise<PictureFile>
  /** Removes a picture; only a regular file, and where `sizeBytes` is given only one of that size. False when it was left. */
  remove(filename: string, sizeBytes?: number): Promise<boolean>
  /** Removes a leftover of an attempt that is not under way. */
  removeTemporary(name: string): Promise<void>
  status(usedBytes: number): StorageStatus
  /** Asks the file system now. Throws STORAGE_FULL below the reserve, CAPTURE_FAILED where the folder cannot be written. */
  check(): Promise<void>
  /** The same by writing, after something failed: a disk in an emergency may only say so to who writes. */
  probe(): Promise<void>
  close(): void
}

export async function openStore(folder: string, reserveBytes: number): Promise<Store> {
  let freeBytes = 0
  let problem: ServiceError | null = null
  /** Something failed, and no write has succeeded since. */
  let suspected = false
  /** Temporary files of attempts under way. */
  const open = new Set<string>()

  const refresh = async () => {
    try {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
      await access(folder, constants.W_OK | constants.X_OK)
      const { bavail, bsize } = await statfs(folder)
      freeBytes = bavail * bsize
      if (suspected) await writeSomething(folder)
      suspected = false
      problem = null
      storageBytes.set({ kind: 'free' }, freeBytes)
      storageBytes.set({ kind: 'reserve' }, reserveBytes)
    } catch (error) {
      problem = storageError(error, folder)
    }
  }
  const check = async () => {
    await refresh()
    if (problem !== null) throw problem
    if (freeBytes < reserveBytes) throw full(folder, freeBytes, reserveBytes)
  }
  await refresh()
  const timer = setInterval(refresh, CHECK_INTERVAL_MS).unref()

  return {
    async begin(filename) {
      const name = temporaryName(filename)
      open.add(name)
      try {
        return await openPicture(folder, name, () => open.delete(name))
      } catch (error) {
        open.delete(name)
        throw storageError(error, folder)
      }
    },
    async remove(filename, sizeBytes) {
      const file = join(folder, filename)
      try {
        const found = await lstat(file)
        // A link, a folder or another file under a picture's name is not what was written, and is left alone.
        if (!found.isFile() || (sizeBytes !== undefined && found.size !== sizeBytes)) return false
        await unlink(file)
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
        throw storageError(error, folder)
      }
    },
    async removeTemporary(name) {
      if (!open.has(name)) await rm(join(folder, name), { force: true })
    },
    status: (usedBytes) => ({
      free_bytes: freeBytes,
      reserve_bytes: reserveBytes,
      used_bytes: usedBytes,
      low: problem !== null || freeBytes < reserveBytes,
      error_message:
        problem?.message ?? (freeBytes < reserveBytes ? full(folder, freeBytes, reserveBytes).message : null),
    }),
    check,
    probe() {
      suspected = true
      return check()
    },
    close: () => clearInterval(timer),
  }
}

async function writeSomething(folder: string): Promise<void> {
  const probe = join(folder, PROBE_NAME)
  await rm(probe, { force: true })
  const handle = await openFile(probe, 'wx', FILE_MODE)
  await handle.close()
  await unlink(probe)
}

async function openPicture(folder: string, name: string, onGone: () => void): Promise<PictureFile> {
  const temporary = join(folder, name)
  // Under this name there can only be a leftover: its picture's name is given once.
  await rm(temporary, { force: true })
  let handle: FileHandle | undefined = await openFile(temporary, 'wx', FILE_MODE)
  let published: string | null = null
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
    async publish(filename) {
      try {
        // link() never replaces a file, as rename() would.
        await link(temporary, join(folder, filename))
        published = filename
        await unlink(temporary)
        onGone()
        await sync(folder)
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? error : storageError(error, folder)
      }
    },
    get published() {
      return published
    },
    async discard() {
      await handle?.close().catch(() => {})
      await unlink(temporary).catch(() => {})
      onGone()
    },
  }
}

function full(folder: string, freeBytes: number, reserveBytes: number): ServiceError {
  const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
  return new ServiceError(
    'STORAGE_FULL',
    `${folder} has ${mb(freeBytes)} MB left, below the reserve of ${mb(reserveBytes)} MB (STORAGE_RESERVE_MB): free some space, or lower MAX_CAPTURE_AGE_HOURS.`,
  )
}
