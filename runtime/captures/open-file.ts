/** Opens files of the capture folder. Other programs may write there: a link, a pipe, a device or a huge file must cost nothing. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** The largest file that can be a picture: 150 megapixels of three bytes, uncompressed, are 450 MB. */
export const MAX_PICTURE_BYTES = 512 * 1024 * 1024

/** O_NOFOLLOW refuses a link. O_NONBLOCK returns at once from a pipe that nobody writes to (open(2)). */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
/** No such file, a link, a socket or a device without a driver, a folder that is a file. */
const NO_REGULAR_FILE = new Set(['ENOENT', 'ELOOP', 'ENXIO', 'ENODEV', 'ENOTDIR'])

/**
 * Returns the opened file, which the caller closes; null where there is no regular file of at most MAX_PICTURE_BYTES with this name.
 * Throws every other error of the file system.
 */
export async function openRegularFile(file: string): Promise<FileHandle | null> {
  const handle = await open(file, FLAGS).catch((error: NodeJS.ErrnoException) => {
    if (NO_REGULAR_FILE.has(error.code ?? '')) return null
    throw error
  })
  if (handle === null) return null
  const found = await handle.stat()
  if (found.isFile() && found.size <= MAX_PICTURE_BYTES) return handle
  await handle.close()
  return null
}
