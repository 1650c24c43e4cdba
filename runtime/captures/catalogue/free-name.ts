import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { captureName } from '../file-name.ts'
import type { CatalogueDatabase } from './database.ts'
import type { Intent } from './rows.ts'

/** Returns the first file name (docs/CONTRACT.md, "File names") that neither a row nor a file has; `atMs` is wall-clock time. */
export function freeName(
  database: CatalogueDatabase,
  { sample_no, submission_no, format }: Pick<Intent, 'sample_no' | 'submission_no' | 'format'>,
  atMs: number,
): string {
  for (let count = 1; ; count++) {
    const filename = captureName(sample_no, submission_no, new Date(atMs), format, count)
    const taken =
      database.get('SELECT 1 FROM captures WHERE filename = ?', filename) !== undefined ||
      existsSync(join(database.folder, filename))
    if (!taken) return filename
  }
}
