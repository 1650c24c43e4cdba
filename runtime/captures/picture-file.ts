/** A file that is there whole or not at all: temporary file, fsync, the final name, fsync of the folder. */
import { type FileHandle, open, rm, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { FILE_MODE } from './permissions.ts'
import type { Publisher } from './publish.ts'
import { storageError } from './storage-error.ts'
import { syncFolder } from './sync.ts'

export interface PictureFile {
  write(bytes: Buffer): Promise<void>
  /** Gives the file its name for good. Throws EEXIST where a file has the name. */
  publish(filename: string): Promise<void>
  /** The name it has been given; null before. */
  readonly published: string | null
  /** Removes the temporary file where it is still there. */
  discard(): Promise<void>
}

/** Opens the temporary file `name` before its bytes are there. Calls `onGone` when it has its final name or is discarded. */
export async function openPictureFile(
  folder: string,
  name: string,
  publisher: Publisher,
  onGone: () => void,
): Promise<PictureFile> {
  const temporary = join(folder, name)
  // Under this name there can only be a leftover: its picture's name is given once.
  await rm(temporary, { force: true })
  let handle: FileHandle | undefined = await open(temporary, 'wx', FILE_MODE)
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
        await publisher.publish(temporary, join(folder, filename), () => {
          published = filename
        })
        onGone()
        await syncFolder(folder)
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
