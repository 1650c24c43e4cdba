/** Pictures from one folder to another, each whole under its name or not there at all. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openReader } from '../catalogue/reader.ts'
import { sha256Of } from '../checksum.ts'
import { temporaryName } from '../file-name.ts'
import { openRegularFile } from '../open-file.ts'
import { FILE_MODE } from '../permissions.ts'
import { syncFolder } from '../sync.ts'

export interface Copied {
  copied: number
  /** Pictures that an earlier backup to the same folder holds already. */
  kept: number
  /** Pictures that were deleted at their source since the earlier backup, and are removed from the copy. */
  removed: number
  /** Pictures whose source is missing or was changed; `verify` names the reason. */
  damaged: string[]
}

/** Copies every picture that the catalogue in `catalogued` has as stored, checked as it is read. */
export async function copyPictures(catalogued: string, from: string, to: string): Promise<Copied> {
  const result: Copied = { copied: 0, kept: 0, removed: 0, damaged: [] }
  const catalogue = openReader(catalogued)
  try {
    for (const { filename, sha256 } of catalogue.storedFiles()) {
      if ((await sha256Of(join(to, filename))) === sha256) result.kept += 1
      else if (await copyPicture(from, to, filename, sha256)) result.copied += 1
      else result.damaged.push(filename)
    }
  } finally {
    catalogue.close()
  }
  await syncFolder(to)
  return result
}

/** Returns false where the source is missing or is not the picture that was stored. Then nothing is written. */
async function copyPicture(from: string, to: string, filename: string, sha256: string): Promise<boolean> {
  const source = await openRegularFile(join(from, filename))
  if (source === null) return false
  const temporary = join(to, temporaryName(filename))
  const sum = createHash('sha256')
  try {
    await rm(temporary, { force: true })
    await pipeline(
      source.createReadStream({ start: 0 }),
      async function* (chunks) {
        for await (const chunk of chunks) {
          sum.update(chunk)
          yield chunk
        }
      },
      createWriteStream(temporary, { flags: 'wx', mode: FILE_MODE, flush: true }),
    )
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await source.close()
  }
  const whole = sum.digest('hex') === sha256
  if (whole) await rename(temporary, join(to, filename))
  else await rm(temporary)
  return whole
}
