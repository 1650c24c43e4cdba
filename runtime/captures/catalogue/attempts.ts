/** Attempts to take a picture: each begins as an intent, and ends as stored or failed. */
import type { CaptureData } from '../../device/captures.ts'
import { count } from './counters.ts'
import type { CatalogueDatabase } from './database.ts'
import { appendEvent } from './events.ts'
import { freeName } from './free-name.ts'
import type { Row } from './hash-chain.ts'
import {
  INTENT_COLUMNS,
  type Intent,
  OUTCOME_COLUMNS,
  type Outcome,
  PICTURE_COLUMNS,
  type Picture,
  toColumns,
  toData,
  toUnfinished,
  type UnfinishedAttempt,
} from './rows.ts'
import { keepServiceClock } from './service-clock.ts'

/** Notes an attempt before its picture exists. Returns its file name, which no file and no row has. */
export function begin(database: CatalogueDatabase, intent: Intent, atMs: number): string {
  const filename = freeName(database, intent, atMs)
  insertIntent(database, filename, intent)
  return filename
}

/** Another process has put a file under the name: reserves the next free name. */
export function rename(database: CatalogueDatabase, filename: string, atMs: number): string {
  const free = freeName(database, rowOf(database, filename) as unknown as Intent, atMs)
  database.run('UPDATE captures SET filename = ? WHERE filename = ?', free, filename)
  return free
}

/** Notes what the picture will be, before its file gets its name: a crash after that is completed from here. */
export function describe(database: CatalogueDatabase, filename: string, picture: Picture): void {
  database.run(
    `UPDATE captures SET ${assignments(PICTURE_COLUMNS)} WHERE filename = ? AND state = 'intent'`,
    ...toColumns(PICTURE_COLUMNS, picture),
    filename,
  )
}

/** The picture is on disk under its name: after this it is acknowledged. */
export function complete(database: CatalogueDatabase, filename: string, outcome: Outcome): CaptureData {
  return database.transaction(() =>
    toData(completeAs('stored', database, filename, outcome), database.folder),
  )
}

/** Ends an attempt that failed: its name and key are free again. Returns false where no such attempt is under way. */
export function fail(
  database: CatalogueDatabase,
  filename: string,
  code: string,
  durations: Record<string, number>,
): boolean {
  return database.transaction(() => {
    const row = database.get("SELECT id FROM captures WHERE filename = ? AND state = 'intent'", filename)
    if (!row) return false
    database.run(
      `UPDATE captures SET state = 'failed', filename = NULL, code = ?, durations = ?, width = NULL, height = NULL,
       file_size = NULL, sha256 = NULL, captured_at = NULL WHERE id = ?`,
      code,
      JSON.stringify(durations),
      row.id as number,
    )
    count(database, `failures ${code}`, 1)
    appendEvent(database, 'failed', row.id as number, null)
    return true
  })
}

/** Attempts that a crash cut short. */
export function unfinished(database: CatalogueDatabase): UnfinishedAttempt[] {
  return database.all("SELECT * FROM captures WHERE state = 'intent'").map(toUnfinished)
}

/** Inserts the row of an attempt, under a name that is free. */
export function insertIntent(database: CatalogueDatabase, filename: string, intent: Intent): void {
  const columns = ['filename', 'state', ...INTENT_COLUMNS]
  database.run(
    `INSERT INTO captures (${columns.join(', ')}) VALUES (?, 'intent', ${INTENT_COLUMNS.map(() => '?').join(', ')})`,
    filename,
    ...toColumns(INTENT_COLUMNS, intent),
  )
}

/** Inside a transaction: the row says `stored`, and an event of this kind that it does. */
export function completeAs(
  kind: 'stored' | 'adopted',
  database: CatalogueDatabase,
  filename: string,
  outcome: Outcome,
): Row {
  const changed = database.run(
    `UPDATE captures SET state = 'stored', service_clock_ms = ?, ${assignments(OUTCOME_COLUMNS)} WHERE filename = ? AND state = 'intent'`,
    keepServiceClock(database),
    ...toColumns(OUTCOME_COLUMNS, outcome),
    filename,
  )
  if (changed !== 1) throw new Error(`the catalogue no longer knows the attempt ${filename}`)
  const row = rowOf(database, filename)
  count(database, 'successes', 1)
  count(database, 'used_bytes', Number(row.file_size))
  if (outcome.total_ms !== null) {
    count(database, 'timed', 1)
    count(database, 'timed_ms', outcome.total_ms)
  }
  return appendEvent(database, kind, Number(row.id), null)
}

const assignments = (columns: string[]) => columns.map((column) => `${column} = ?`).join(', ')

function rowOf(database: CatalogueDatabase, filename: string): Row {
  const row = database.get('SELECT * FROM captures WHERE filename = ?', filename)
  if (!row) throw new Error(`the catalogue no longer knows ${filename}`)
  return row
}
