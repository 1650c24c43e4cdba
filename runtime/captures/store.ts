/** The capture folder: writes and removes pictures, and touches no other file in it. */
import { lstat, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryName } from './file-name.ts'
import { openPictureFile, type PictureFile } from './picture-file.ts'
import { openPublisher } from './publish.ts'
import { storageError } from './storage-error.ts'
import { type StorageWatch, watchStorage } from './storage-watch.ts'

export interface Store extends StorageWatch {
  /** A temporary file, opened before its bytes are there. */
  begin(filename: string): Promise<PictureFile>
  /** Whether a regular file has this name. */
  holds(filename: string): Promise<boolean>
  /** Removes a picture; only a regular file, and where `sizeBytes` is given only one of that size. False when it was left. */
  remove(filename: string, sizeBytes?: number): Promise<boolean>
  /** Removes a leftover of an attempt that is not under way. */
  removeTemporary(name: string): Promise<void>
}

/** Opens a folder that need not be there or be usable yet. `reserveBytes` stay free: below them `check` throws. */
export async function openStore(folder: string, reserveBytes: number): Promise<Store> {
  /** Temporary files of attempts under way. */
  const open = new Set<string>()
  const publisher = openPublisher()
  return {
    ...(await watchStorage(folder, reserveBytes, publisher)),
    async begin(filename) {
      const name = temporaryName(filename)
      open.add(name)
      try {
        return await openPictureFile(folder, name, publisher, () => open.delete(name))
      } catch (error) {
        open.delete(name)
        throw storageError(error, folder)
      }
    },
    async holds(filename) {
      try {
        return (await lstat(join(folder, filename))).isFile()
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
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
  }
}
