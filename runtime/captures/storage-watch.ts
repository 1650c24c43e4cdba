/** Whether the capture folder takes pictures: its free space against the reserve, and whether it can be written. */
import { constants } from 'node:fs'
import { access, mkdir, open, rm, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageStatus } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import { storageBytes } from '../metrics.ts'
import { temporaryName } from './file-name.ts'
import { FILE_MODE, FOLDER_MODE } from './permissions.ts'
import { storageError } from './storage-error.ts'

const CHECK_INTERVAL_MS = 5_000
const PROBE_NAME = temporaryName('capture_probe')

export interface StorageWatch {
  status(usedBytes: number): StorageStatus
  /** Asks the file system now. Throws STORAGE_FULL below the reserve, CAPTURE_FAILED where the folder cannot be written. */
  check(): Promise<void>
  /** The same by writing, after something failed: a disk in an emergency may only say so to who writes. */
  probe(): Promise<void>
  close(): void
}

/** Looks now and every few seconds, until it is closed; makes the folder where it is missing. */
export async function watchStorage(folder: string, reserveBytes: number): Promise<StorageWatch> {
  let freeBytes = 0
  let problem: ServiceError | null = null
  /** Something failed, and no write has succeeded since. */
  let suspected = false

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
  const current = () => problem ?? (freeBytes < reserveBytes ? full(folder, freeBytes, reserveBytes) : null)
  const check = async () => {
    await refresh()
    const found = current()
    if (found !== null) throw found
  }
  await refresh()
  const timer = setInterval(refresh, CHECK_INTERVAL_MS).unref()

  return {
    status(usedBytes) {
      const found = current()
      return {
        free_bytes: freeBytes,
        reserve_bytes: reserveBytes,
        used_bytes: usedBytes,
        low: found !== null,
        error_message: found?.message ?? null,
      }
    },
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
  const handle = await open(probe, 'wx', FILE_MODE)
  await handle.close()
  await unlink(probe)
}

function full(folder: string, freeBytes: number, reserveBytes: number): ServiceError {
  const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
  return new ServiceError(
    'STORAGE_FULL',
    `${folder} has ${mb(freeBytes)} MB left, below the reserve of ${mb(reserveBytes)} MB (STORAGE_RESERVE_MB): free some space, or lower MAX_CAPTURE_AGE_HOURS.`,
  )
}
