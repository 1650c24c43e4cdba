/** Backup: a folder of the same layout as a capture folder, so that `verify` checks either, and a restore is a backup back. */
import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { catalogueFile, makeCatalogueFolder } from '../catalogue/database.ts'
import { openReader } from '../catalogue/reader.ts'
import { CAPTURE_NAME } from '../file-name.ts'
import { syncFolder } from '../sync.ts'
import { BackupError } from './backup-error.ts'
import { copyCatalogue } from './copy-catalogue.ts'
import { type Copied, copyPictures } from './copy-pictures.ts'

/** How often a backup looks again where pictures were deleted while it ran. */
const ATTEMPTS = 5

/**
 * Copies the catalogue as it is at one moment, and every picture it then has; captures go on meanwhile. A picture never
 * changes once it is stored, so an earlier backup in the same folder is brought up to date by what is new. Throws a
 * BackupError where `folder` has no catalogue, or `target` holds anything but an earlier backup.
 */
export async function backup(folder: string, target: string): Promise<Copied> {
  if (!existsSync(catalogueFile(folder)))
    throw new BackupError(`${folder} has no catalogue. Name the folder that CAPTURE_DIR is set to.`)
  if (existsSync(target) && !existsSync(catalogueFile(target)) && readdirSync(target).length > 0)
    throw new BackupError(
      `${target} is not empty and is not an earlier backup. Name an empty or a new folder.`,
    )
  makeCatalogueFolder(target)
  let copied = 0
  for (let attempt = 1; ; attempt++) {
    await copyCatalogue(folder, target)
    const pictures = await copyPictures(target, folder, target)
    copied += pictures.copied
    // What was deleted since the catalogue was copied is not damage: a newer copy of the catalogue says so.
    const { damaged } = pictures
    if (damaged.length > 0 && attempt < ATTEMPTS && someDeleted(folder, damaged)) continue
    const removed = await removeDeleted(target)
    await syncFolder(target)
    return { ...pictures, copied, removed }
  }
}

function someDeleted(folder: string, filenames: string[]): boolean {
  const catalogue = openReader(folder)
  try {
    return filenames.some((filename) => catalogue.stateOf(filename) !== 'stored')
  } finally {
    catalogue.close()
  }
}

/** A picture that was deleted on purpose at its source does not stay in the copy, whose catalogue says that it is deleted. */
async function removeDeleted(target: string): Promise<number> {
  const catalogue = openReader(target)
  let removed = 0
  try {
    for (const name of readdirSync(target)) {
      if (!CAPTURE_NAME.test(name)) continue
      if (['deleted', 'expired'].includes(catalogue.stateOf(name) ?? '')) {
        await rm(join(target, name))
        removed += 1
      }
    }
  } finally {
    catalogue.close()
  }
  return removed
}
