/** Compares the files of the folder with the rows of its catalogue. */
import { opendirSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogueReader } from '../catalogue/reader.ts'
import { sha256Of } from '../checksum.ts'
import { CAPTURE_NAME } from '../file-name.ts'
import type { Found } from './problem.ts'

/** The bytes of each stored picture are the bytes that were stored. Returns how many pictures there should be. */
export async function verifyPictures(
  folder: string,
  catalogue: CatalogueReader,
  found: Found,
): Promise<number> {
  let pictures = 0
  for (const { filename, file_size, sha256 } of catalogue.storedFiles()) {
    pictures += 1
    const actual = await sha256Of(join(folder, filename))
    if (actual === sha256) continue
    // It may have been deleted on purpose since its row was read.
    if (catalogue.stateOf(filename) !== 'stored') continue
    if (actual === null) {
      found({
        what: 'file',
        name: filename,
        problem: 'was removed, or is not a regular file of the size of a picture',
      })
      continue
    }
    const other = catalogue.filenameOf(actual)
    const what = other === undefined ? `${file_size} bytes were stored` : `it has the bytes of ${other}`
    found({ what: 'file', name: filename, problem: `was changed: ${what}` })
  }
  return pictures
}

/** No other file has the name of a picture. */
export function verifyNoOtherFiles(folder: string, catalogue: CatalogueReader, found: Found): void {
  const directory = opendirSync(folder)
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
    const { name } = entry
    if (!CAPTURE_NAME.test(name)) continue
    const state = catalogue.stateOf(name)
    if (state === undefined) found({ what: 'file', name, problem: 'was added: no row has this name' })
    if (state === 'deleted' || state === 'expired' || state === 'lost')
      found({ what: 'file', name, problem: `is there again, but the state of its row is ${state}` })
  }
  directory.closeSync()
}
