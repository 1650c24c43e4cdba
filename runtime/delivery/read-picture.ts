/** Reads a picture for its delivery. */
import { createHash } from 'node:crypto'
import { openRegularFile } from '../captures/open-file.ts'
import { DeliveryError, type Item } from './port.ts'

/**
 * The bytes of a picture, which are those that the catalogue has the SHA-256 of: what is delivered is what was acknowledged.
 * Throws UNREADABLE.
 */
export async function readPicture(item: Item): Promise<Buffer> {
  const bytes = await readRegularFile(item.path).catch((error: NodeJS.ErrnoException) => {
    throw new DeliveryError('UNREADABLE', `${item.filename} cannot be read (${error.code}).`, error)
  })
  if (bytes === null) {
    const message = `${item.filename} is not in the folder any more, or is not a regular file. Run npm run verify.`
    throw new DeliveryError('UNREADABLE', message)
  }
  if (createHash('sha256').update(bytes).digest('hex') !== item.sha256) {
    const message = `The bytes of ${item.filename} are not those that were stored. Run npm run verify.`
    throw new DeliveryError('UNREADABLE', message)
  }
  return bytes
}

async function readRegularFile(path: string): Promise<Buffer | null> {
  const file = await openRegularFile(path)
  try {
    return (await file?.readFile()) ?? null
  } finally {
    await file?.close()
  }
}
