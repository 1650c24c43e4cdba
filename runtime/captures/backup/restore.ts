/** Restore: a backup copied back, so that what comes back is checked as what was copied. */
import { existsSync, readdirSync } from 'node:fs'
import { catalogueFile, lockFolder, makeCatalogueFolder, openReadOnly } from '../catalogue/database.ts'
import { CAPTURE_NAME } from '../file-name.ts'
import { BackupError } from './backup-error.ts'
import { copyCatalogue } from './copy-catalogue.ts'
import { type Copied, copyPictures } from './copy-pictures.ts'

/**
 * Brings a backup back into an empty or new folder, while no service uses it. Throws a BackupError where `source` is no
 * backup, or `folder` is in use or holds anything of its own.
 */
export async function restore(source: string, folder: string): Promise<Copied> {
  if (!existsSync(catalogueFile(source)))
    throw new BackupError(`${source} is not a backup: it has no .catalogue/catalogue.sqlite.`)
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
    return pictures
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

function hasOtherPictures(folder: string, source: string): boolean {
  const database = openReadOnly(source)
  try {
    const stored = database.prepare("SELECT 1 FROM captures WHERE filename = ? AND state = 'stored'")
    return readdirSync(folder).some((name) => CAPTURE_NAME.test(name) && stored.get(name) === undefined)
  } finally {
    database.close()
  }
}
