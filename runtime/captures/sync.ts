import { open } from 'node:fs/promises'

/** Puts a file's bytes, or the names that a folder holds, on the disk: after that they outlast the loss of power. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
