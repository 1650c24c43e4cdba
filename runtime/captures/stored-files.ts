/** The files of stored pictures, opened only where their bytes are the bytes that were stored. */
import type { BigIntStats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { CatalogueEntry } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import { sha256OfOpen } from './checksum.ts'
import { openRegularFile } from './open-file.ts'
import { storageError } from './storage-error.ts'

/** So many files are remembered as checked. A file that changes gets another time of change, and is checked again. */
const REMEMBERED = 10_000

export interface StoredFiles {
  /**
   * Returns the picture's opened file, which the caller closes. Throws NOT_FOUND where the file is gone or is not the picture that
   * was stored, CAPTURE_FAILED where the disk cannot read it.
   */
  open(image: CatalogueEntry['image_data']): Promise<FileHandle>
}

export function openStoredFiles(folder: string): StoredFiles {
  const checked = new Map<string, string>()
  const isStored = async (handle: FileHandle, { file_size, sha256 }: CatalogueEntry['image_data']) => {
    const found = await handle.stat({ bigint: true })
    if (Number(found.size) !== file_size) return false
    const identity = identityOf(found)
    if (checked.get(sha256) === identity) return true
    if ((await sha256OfOpen(handle)) !== sha256) return false
    checked.delete(sha256)
    checked.set(sha256, identity)
    for (const oldest of checked.keys()) {
      if (checked.size <= REMEMBERED) break
      checked.delete(oldest)
    }
    return true
  }

  return {
    async open(image) {
      let handle: FileHandle | null = null
      let stored = false
      try {
        handle = await openRegularFile(join(folder, image.filename))
        stored = handle !== null && (await isStored(handle, image))
      } catch (error) {
        throw storageError(error, folder)
      } finally {
        if (!stored) await handle?.close()
      }
      if (handle !== null && stored) return handle
      const why = handle === null ? 'its file is gone' : 'its file was changed. Run npm run verify'
      throw new ServiceError('NOT_FOUND', `There is no picture ${image.filename}: ${why}.`)
    },
  }
}

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
