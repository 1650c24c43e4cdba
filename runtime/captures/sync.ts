import { open } from 'node:fs/promises'

/** Writes a file's bytes to the disk: after that they outlast a power loss. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The errors of a file system that cannot sync a folder, as some network shares. */
const NO_FOLDER_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EISDIR', 'ENOSYS'])

/** Writes the names in a folder to the disk, where the file system offers that. */
export async function syncFolder(path: string): Promise<void> {
  try {
    await sync(path)
  } catch (error) {
    if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
