/** Stored pictures: adopted without an attempt, removed, pinned, found again. */
import type { CaptureData, CatalogueEntry } from '../../device/captures.ts'
import { completeAs, describe, insertIntent } from './attempts.ts'
import { count } from './counters.ts'
import type { CatalogueDatabase } from './database.ts'
import { appendEvent } from './events.ts'
import type { Row } from './hash-chain.ts'
import { type Intent, type Picture, toData, toEntry } from './rows.ts'

/** Catalogues a file that no row names, from the facts inside it. */
export function adopt(
  database: CatalogueDatabase,
  filename: string,
  intent: Intent,
  picture: Picture,
  pinned: boolean,
): void {
  database.transaction(() => {
    insertIntent(database, filename, intent)
    describe(database, filename, picture)
    database.run('UPDATE captures SET pinned = ?, adopted = 1 WHERE filename = ?', pinned ? 1 : 0, filename)
    const outcome = { total_ms: null, durations: {}, camera: null }
    const { id } = completeAs('adopted', database, filename, outcome)
    if (pinned) appendEvent(database, 'pinned', Number(id), null)
  })
}

/** A lost picture is there again, unchanged. False when it is not the one that was lost. */
export function found(database: CatalogueDatabase, filename: string, sha256: string): boolean {
  return database.transaction(() => {
    const row = database.get(
      "SELECT id, file_size FROM captures WHERE filename = ? AND state = 'lost' AND sha256 = ?",
      filename,
      sha256,
    )
    if (!row) return false
    database.run("UPDATE captures SET state = 'stored' WHERE id = ?", row.id as number)
    count(database, 'used_bytes', Number(row.file_size))
    appendEvent(database, 'found', row.id as number, null)
    return true
  })
}

/** Marks a stored picture as lost, deleted or expired. Returns false where it is not stored (any more). */
export function leave(
  database: CatalogueDatabase,
  filename: string,
  kind: 'lost' | 'deleted' | 'expired',
  by: string | null,
): boolean {
  return database.transaction(() => {
    const row = stored(database, filename)
    if (!row) return false
    database.run('UPDATE captures SET state = ? WHERE id = ?', kind, row.id as number)
    count(database, 'used_bytes', -Number(row.file_size))
    if (kind === 'expired') count(database, 'expired', 1)
    appendEvent(database, kind, row.id as number, by)
    return true
  })
}

/** Null when the picture is not stored (any more). */
export function pin(
  database: CatalogueDatabase,
  filename: string,
  pinned: boolean,
  by: string | null,
): CatalogueEntry | null {
  return database.transaction(() => {
    const row = stored(database, filename)
    if (!row) return null
    database.run('UPDATE captures SET pinned = ? WHERE id = ?', pinned ? 1 : 0, row.id as number)
    const changed = appendEvent(database, pinned ? 'pinned' : 'unpinned', row.id as number, by)
    return toEntry(changed, database.folder)
  })
}

/** Stores the findings about the plate, as JSON. They are not in the hash chain, because a later analysis may find more. */
export function notePlate(database: CatalogueDatabase, filename: string, plate: string): void {
  database.run("UPDATE captures SET plate = ? WHERE filename = ? AND state = 'stored'", plate, filename)
}

/**
 * Notes that the plate gate rejected a picture, with the result of its check and the codes of its reasons. The picture stays, and
 * counts as a failed capture from now on. Nothing changes where it was rejected before.
 */
export function reject(
  database: CatalogueDatabase,
  filename: string,
  plate: string,
  reasons: string[],
): void {
  database.transaction(() => {
    const row = stored(database, filename)
    if (!row || row.rejected === 1) return
    database.run('UPDATE captures SET rejected = 1, plate = ? WHERE id = ?', plate, row.id as number)
    count(database, 'successes', -1)
    count(database, 'failures PLATE_REJECTED', 1)
    if (row.total_ms !== null) {
      count(database, 'timed', -1)
      count(database, 'timed_ms', -Number(row.total_ms))
    }
    appendEvent(database, 'rejected', row.id as number, null, { reasons })
  })
}

/** A picture that was ever stored under this name, also when it has gone since; null where there was none. */
export function entry(database: CatalogueDatabase, filename: string): CatalogueEntry | null {
  const row = database.get("SELECT * FROM captures WHERE filename = ? AND state <> 'intent'", filename)
  return row ? toEntry(row, database.folder) : null
}

/** Returns the capture that used up an Idempotency-Key, also when its picture is gone; null where none did. */
export function byKey(
  database: CatalogueDatabase,
  key: string,
): { body_sha256: string; state: CatalogueEntry['state']; data: CaptureData } | null {
  const row = database.get(
    "SELECT * FROM captures WHERE idempotency_key = ? AND state NOT IN ('failed', 'intent') AND rejected = 0",
    key,
  )
  if (!row) return null
  const state = row.state as CatalogueEntry['state']
  return { body_sha256: String(row.body_sha256), state, data: toData(row, database.folder) }
}

function stored(database: CatalogueDatabase, filename: string): Row | undefined {
  return database.get("SELECT * FROM captures WHERE filename = ? AND state = 'stored'", filename)
}
