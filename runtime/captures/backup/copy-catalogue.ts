import { chmod, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { catalogueFile } from '../catalogue/database.ts'
import { openReader } from '../catalogue/reader.ts'
import { FILE_MODE } from '../permissions.ts'
import { sync, syncFolder } from '../sync.ts'

/** Copies the catalogue from one folder to another as one read transaction sees it, complete under its name or not there at all. */
export async function copyCatalogue(from: string, to: string): Promise<void> {
  const file = catalogueFile(to)
  const temporary = `${file}.tmp`
  await rm(temporary, { force: true })
  const catalogue = openReader(from)
  try {
    catalogue.copyInto(temporary)
  } finally {
    catalogue.close()
  }
  // A file system that keeps no modes refuses; the options of its mount decide who may read.
  await chmod(temporary, FILE_MODE).catch(() => {})
  await sync(temporary)
  // What a reader of the older copy left beside it does not belong to this one.
  for (const ending of ['-wal', '-shm']) await rm(`${file}${ending}`, { force: true })
  await rename(temporary, file)
  await syncFolder(dirname(file))
}
