/** Watches whether a picture can be stored: free space against the reserve, and a trial of writing and naming a file. */
import { constants } from 'node:fs'
import { access, mkdir, statfs } from 'node:fs/promises'
import type { StorageStatus } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import { storageBytes } from '../metrics.ts'
import { FOLDER_MODE } from './permissions.ts'
import type { Publisher } from './publish.ts'
import { storageError } from './storage-error.ts'

const CHECK_INTERVAL_MS = 5_000

export interface StorageWatch {
  status(usedBytes: number): StorageStatus
  /** Asks the file system now. Throws STORAGE_FULL below the reserve, CAPTURE_FAILED where the folder cannot be written. */
  check(): Promise<void>
  /** The same by writing, after something failed: some disks report a fault only to a writer. */
  probe(): Promise<void>
  close(): void
}

/** Looks now and every few seconds, until it is closed; makes the folder where it is missing. */
export async function watchStorage(
  folder: string,
  reserveBytes: number,
  publisher: Publisher,
): Promise<StorageWatch> {
  let freeBytes = 0
  let totalBytes = 0
  let problem: ServiceError | null = null
  /** Nothing was written yet, or something failed and no write has succeeded since. */
  let suspected = true

  const refresh = async () => {
    try {
      await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
      await access(folder, constants.W_OK | constants.X_OK)
      const { bavail, bsize, blocks } = await statfs(folder)
      freeBytes = bavail * bsize
      totalBytes = blocks * bsize
      if (suspected) await publisher.tryIn(folder)
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
        error_code: found?.code ?? null,
        filled_percent: filledPercent(freeBytes - reserveBytes, totalBytes - reserveBytes),
        publish_method: publisher.method,
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

/** 0 where the size is not known yet. */
function filledPercent(usableFreeBytes: number, usableBytes: number): number {
  if (usableBytes <= 0) return 0
  return Math.round(Math.min(100, Math.max(0, 100 * (1 - usableFreeBytes / usableBytes))))
}

function full(folder: string, freeBytes: number, reserveBytes: number): ServiceError {
  const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
  return new ServiceError(
    'STORAGE_FULL',
    `${folder} has ${mb(freeBytes)} MB left, below the reserve of ${mb(reserveBytes)} MB (STORAGE_RESERVE_MB). Free some space, or lower MAX_CAPTURE_AGE_HOURS.`,
  )
}
