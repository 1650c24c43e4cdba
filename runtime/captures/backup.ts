/** Backup and restore: a folder of the same layout, so that `verify` checks either, and a restore is a backup back. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, readdirSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { catalogueFile, lockFolder, makeCatalogueFolder, openReadOnly } from './catalogue-database.ts'
import { sha256Of } from './checksum.ts'
import { CAPTURE_NAME, temporaryName } from './file-name.ts'

export interface Copied {
  copied: number
  /** Pictures that an earlier backup to the same folder holds already. */
  kept: number
  /** Pictures that were deleted at their source since, and so are in the copy. */
  removed: number
  /** Pictures whose source is missing, or is not what was stored: `verify` says more. */
  damaged: string[]
}

/** How often a backup looks again where pictures were deleted while it ran. */
const ATTEMPTS = 5

/** Says what is wrong with the folders given, and what to do. */
export class BackupError extends Error {}

/**
 * Copies the catalogue as it is at one moment, and every picture it then has; captures go on meanwhile. A picture never
 * changes once it is stored, so an earlier backup in the same folder is brought up to date by what is new.
 */
export async function backup(folder: string, target: string): Promise<Copied> {
  if (!existsSync(catalogueFile(folder)))
    throw new BackupError(`${folder} has no catalogue: is it the CAPTURE_DIR?`)
  if (existsSync(target) && !existsSync(catalogueFile(target)) && readdirSync(target).length > 0)
    throw new BackupError(`${target} is not empty and is no earlier backup: name an empty or a new folder.`)
  makeCatalogueFolder(target)
  const total: Copied = { copied: 0, kept: 0, removed: 0, damaged: [] }
  for (let attempt = 1; ; attempt++) {
    await copyCatalogue(folder, target)
    const { copied, kept, damaged } = await copyPictures(target, folder, target)
    total.copied += copied
    total.kept = kept
    total.damaged = damaged
    // What was deleted since the catalogue was copied is not damage: a newer copy of the catalogue says so.
    if (damaged.length === 0 || attempt === ATTEMPTS || !someDeleted(folder, damaged)) break
  }
  total.removed = await removeDeleted(target)
  await sync(target)
  return total
}

/** Brings a backup back into an empty or new folder, while no service uses it. */
export async function restore(source: string, folder: string): Promise<Copied> {
  if (!existsSync(catalogueFile(source)))
    throw new BackupError(`${source} is no backup: it has no .catalogue/catalogue.sqlite.`)
  makeCatalogueFolder(folder)
  const unlock = lock(folder)
  try {
    if (existsSync(catalogueFile(folder)) || hasOtherPictures(folder, source)) {
      const message = `${folder} holds a catalogue or pictures of its own: move them away first, so that nothing is lost.`
      throw new BackupError(message)
    }
    // The catalogue last: a restore that is cut short leaves none, and can be begun again.
    const pictures = await copyPictures(source, source, folder)
    await copyCatalogue(source, folder)
    return { ...pictures, removed: 0 }
  } finally {
    unlock()
  }
}

function lock(folder: string): () => void {
  try {
    return lockFolder(folder, 0)
  } catch {
    throw new BackupError(`${folder} is in use: stop the service first.`)
  }
}

/** A copy from one read transaction, complete under its name or not there at all. */
async function copyCatalogue(folder: string, target: string): Promise<void> {
  const file = catalogueFile(target)
  const temporary = `${file}.tmp`
  await rm(temporary, { force: true })
  const database = openReadOnly(folder)
  try {
    database.prepare('VACUUM INTO ?').run(temporary)
  } finally {
    database.close()
  }
  await sync(temporary)
  // What a reader of the older copy left beside it does not belong to this one.
  for (const ending of ['-wal', '-shm']) await rm(`${file}${ending}`, { force: true })
  await rename(temporary, file)
  await sync(dirname(file))
}

/** Every picture that the catalogue in `catalogued` has as stored, from one folder to another, checked as it is read. */
async function copyPictures(catalogued: string, from: string, to: string): Promise<Omit<Copied, 'removed'>> {
  const result: Omit<Copied, 'removed'> = { copied: 0, kept: 0, damaged: [] }
  const database = openReadOnly(catalogued)
  try {
    const stored = database.prepare(
      "SELECT filename, sha256 FROM captures WHERE state = 'stored' ORDER BY id",
    )
    for (const row of stored.iterate()) {
      const filename = String(row.filename)
      const sha256 = String(row.sha256)
      if ((await sha256Of(join(to, filename))) === sha256) result.kept += 1
      else if (await copyPicture(from, to, filename, sha256)) result.copied += 1
      else result.damaged.push(filename)
    }
  } finally {
    database.close()
  }
  await sync(to)
  return result
}

/** False where the source is missing or is not what was stored; then nothing is written. */
async function copyPicture(from: string, to: string, filename: string, sha256: string): Promise<boolean> {
  const temporary = join(to, temporaryName(filename))
  const sum = createHash('sha256')
  try {
    await pipeline(
      createReadStream(join(from, filename)),
      async function* (chunks) {
        for await (const chunk of chunks) {
          sum.update(chunk)
          yield chunk
        }
      },
      createWriteStream(temporary, { mode: 0o640, flush: true }),
    )
  } catch (error) {
    await rm(temporary, { force: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
  const whole = sum.digest('hex') === sha256
  if (whole) await rename(temporary, join(to, filename))
  else await rm(temporary)
  return whole
}

function someDeleted(folder: string, filenames: string[]): boolean {
  const database = openReadOnly(folder)
  try {
    const state = database.prepare('SELECT state FROM captures WHERE filename = ?')
    return filenames.some((filename) => state.get(filename)?.state !== 'stored')
  } finally {
    database.close()
  }
}

/** A picture that was deleted on purpose at its source does not stay in the copy, whose catalogue says that it is deleted. */
async function removeDeleted(target: string): Promise<number> {
  const database = openReadOnly(target)
  let removed = 0
  try {
    const state = database.prepare('SELECT state FROM captures WHERE filename = ?')
    for (const name of readdirSync(target)) {
      if (!CAPTURE_NAME.test(name)) continue
      if (['deleted', 'expired'].includes(String(state.get(name)?.state))) {
        await rm(join(target, name))
        removed += 1
      }
    }
  } finally {
    database.close()
  }
  return removed
}

function hasOtherPictures(folder: string, source: string): boolean {
  const database = openReadOnly(source)
  try {
    const stored = database.prepare("SELECT 1 FROM captures WHERE filename = ? AND state = 'stored'")
    return readdirSync(folder).some((name) => CAPTURE_NAME.test(name) && stored.get(name) === undefined)
  } finally {
    database.close()
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
