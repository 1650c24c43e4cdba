import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'

const CHUNK_BYTES = 1024 * 1024

/** SHA-256 of a file in hexadecimal, read in pieces; null where there is no such regular file (a link is none). */
export async function sha256Of(file: string): Promise<string | null> {
  try {
    if (!(await lstat(file)).isFile()) return null
    const sum = createHash('sha256')
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) sum.update(chunk)
    return sum.digest('hex')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
