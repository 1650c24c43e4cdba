import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { openRegularFile } from './open-file.ts'

const CHUNK_BYTES = 1024 * 1024

/** SHA-256 of a file in hexadecimal, read in pieces; null where there is no regular file of a picture's size with this name. */
export async function sha256Of(file: string): Promise<string | null> {
  const handle = await openRegularFile(file)
  if (handle === null) return null
  try {
    return await sha256OfOpen(handle)
  } finally {
    await handle.close()
  }
}

/** SHA-256 of an open file from its start, in hexadecimal, read in pieces. The file stays open. */
export async function sha256OfOpen(handle: FileHandle): Promise<string> {
  const sum = createHash('sha256')
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, position)
    if (bytesRead === 0) return sum.digest('hex')
    sum.update(chunk.subarray(0, bytesRead))
    position += bytesRead
  }
}
