/** Corrections of what a person entered: the row changes, and the chain keeps the values before and after. */
import { type FieldName, fieldNames } from '../../device/capture-fields.ts'
import type { CatalogueEntry, Correction } from '../../device/captures.ts'
import type { CatalogueDatabase } from './database.ts'
import { appendEvent } from './events.ts'
import { toColumns, toEntry } from './rows.ts'

/** Only what a caller sends can be corrected. */
const CORRECTABLE = fieldNames(({ known, body }) => known === 'intent' && body !== undefined)

/**
 * Changes the fields of a stored picture that `correction` names, for a reason. Its file keeps its name and its bytes. Returns the
 * changed entry, the entry as it is where no value differs, and null where the picture is not stored (any more).
 */
export function correct(
  database: CatalogueDatabase,
  filename: string,
  correction: Correction,
  reason: string,
  by: string | null,
): CatalogueEntry | null {
  return database.transaction(() => {
    const row = database.get("SELECT * FROM captures WHERE filename = ? AND state = 'stored'", filename)
    if (!row) return null
    const changed = CORRECTABLE.filter((name) => {
      const value = correction[name as keyof Correction]
      return value !== undefined && value !== row[name]
    })
    if (changed.length === 0) return toEntry(row, database.folder)
    const values = (of: Partial<Record<FieldName, unknown>>) =>
      Object.fromEntries(changed.map((name) => [name, of[name] ?? null]))
    const details = { reason, from: values(row), to: values(correction) }
    const at = new Date().toISOString()
    const corrected = [...(toEntry(row, database.folder).corrected ?? []), { at, by, ...details }]
    database.run(
      `UPDATE captures SET ${changed.map((name) => `${name} = ?`).join(', ')}, corrected = ? WHERE id = ?`,
      ...toColumns(changed, correction),
      JSON.stringify(corrected),
      row.id as number,
    )
    return toEntry(appendEvent(database, 'corrected', row.id as number, by, details, at), database.folder)
  })
}
