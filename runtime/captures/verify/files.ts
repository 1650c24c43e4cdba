/** The files of the folder, against the rows of its catalogue. */
import { opendirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { sha256Of } from '../checksum.ts'
import { CAPTURE_NAME } from '../file-name.ts'
import type { Found } from './problem.ts'

/** Each stored picture's bytes are those that were stored. Gives how many pictures there should be. */
export async function verifyPictures(folder: string, database: DatabaseSync, found: Found): Promise<number> {
  const stateOf = database.prepare('SELECT state FROM captures WHERE filename = ?')
  const bySha = database.prepare("SELECT filename FROM captures WHERE sha256 = ? AND state = 'stored'")
  const page = database.prepare(
    "SELECT id, filename, file_size, sha256 FROM captures WHERE id > ? AND state = 'stored' ORDER BY id LIMIT 500",
  )
  let pictures = 0
  for (let last = 0; ; ) {
    const rows = page.all(last)
    if (rows.length === 0) return pictures
    last = Number(rows.at(-1)?.id)
    for (const { filename, file_size, sha256 } of rows) {
      pictures += 1
      const actual = await sha256Of(join(folder, String(filename)))
      if (actual === sha256) continue
      // It may have been deleted on purpose since its row was read.
      if (stateOf.get(filename as string)?.state !== 'stored') continue
      if (actual === null) {
        found({ what: 'file', name: String(filename), problem: 'was removed, or is no regular file' })
        continue
      }
      const other = bySha.get(actual)?.filename
      const what = other === undefined ? `${file_size} bytes were stored` : `it holds the picture ${other}`
      found({ what: 'file', name: String(filename), problem: `was changed: ${what}` })
    }
  }
}

/** No other file has a picture's name. */
export function verifyNoOtherFiles(folder: string, database: DatabaseSync, found: Found): void {
  const stateOf = database.prepare('SELECT state FROM captures WHERE filename = ?')
  const directory = opendirSync(folder)
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
    if (!CAPTURE_NAME.test(entry.name)) continue
    const state = stateOf.get(entry.name)?.state
    if (state === undefined) found({ what: 'file', name: entry.name, problem: 'was added: no row knows it' })
    if (state === 'deleted' || state === 'expired' || state === 'lost')
      found({ what: 'file', name: entry.name, problem: `is there again: its row says ${state}` })
  }
  directory.closeSync()
}
