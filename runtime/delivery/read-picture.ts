import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { DeliveryError, type Item } from './port.ts'

/**
 * The bytes of a picture, which are those that the catalogue has the SHA-256 of: what is delivered is what was acknowledged.
 * Throws UNREADABLE.
 */
export async function readPicture(item: Item): Promise<Buffer> {
  let bytes: Buffer
  try {
    bytes = await readFile(item.path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new DeliveryError('UNREADABLE', `${item.filename} cannot be read (${code}).`, error)
  }
  if (createHash('sha256').update(bytes).digest('hex') !== item.sha256) {
    const message = `The bytes of ${item.filename} are not those that were stored. Run npm run verify.`
    throw new DeliveryError('UNREADABLE', message)
  }
  return bytes
}
