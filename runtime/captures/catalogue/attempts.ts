/** Attempts to take a picture: each begins as an intent, and ends as stored or failed. */
import type { CaptureData, ImageFormat } from '../../device/captures.ts'
import { count } from './counters.ts'
import type { CatalogueDatabase } from './database.ts'
import { appendEvent } from './events.ts'
import { freeName } from './free-name.ts'
import type { Row } from './hash-chain.ts'
import {
  type Intent,
  type Outcome,
  type Picture,
  toData,
  toUnfinished,
  type UnfinishedAttempt,
} from './rows.ts'

/** Notes an attempt before its picture exists, and gives it a file name that no file and no row has, and none will get. */
export function begin(database: CatalogueDatabase, intent: Intent, atMs: number): string {
  const filename = freeName(database, intent, atMs)
  insertIntent(database, filename, intent)
  return filename
}

/** Another process has put a file under the name: the next one. */
export function rename(database: CatalogueDatabase, filename: string, atMs: number): string {
  const row = rowOf(database, filename)
  const intent = {
    sampleNo: String(row.sample_no),
    submissionNo: row.submission_no as string | null,
    format: row.format as ImageFormat,
  }
  const free = freeName(database, intent, atMs)
  database.run('UPDATE captures SET filename = ? WHERE filename = ?', free, filename)
  return free
}

/** Notes what the picture will be, before its file gets its name: a crash after that is completed from here. */
export function describe(database: CatalogueDatabase, filename: string, picture: Picture): void {
  database.run(
    `UPDATE captures SET width = ?, height = ?, file_size = ?, sha256 = ?, captured_at = ?, exposed_at = ?,
     frame_sequence = ?, clock = ?, frame_age_ms = ? WHERE filename = ? AND state = 'intent'`,
    picture.width,
    picture.height,
    picture.fileSize,
    picture.sha256,
    picture.exposedAt,
    picture.exposedAt,
    picture.frameSequence,
    picture.clock,
    picture.frameAgeMs,
    filename,
  )
}

/** The picture is on disk under its name: after this it is acknowledged. */
export function complete(database: CatalogueDatabase, filename: string, outcome: Outcome): CaptureData {
  return database.transaction(() =>
    toData(completeAs('stored', database, filename, outcome), database.folder),
  )
}

/** The attempt came to nothing: its name and key are free again. False when it was not under way (any more). */
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

/** The row of an attempt, under a name that is free. */
export function insertIntent(database: CatalogueDatabase, filename: string, intent: Intent): void {
  database.run(
    `INSERT INTO captures (filename, state, sample_no, submission_no, description, format, requested_at, request_id,
     requested_by, idempotency_key, body_sha256) VALUES (?, 'intent', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    filename,
    intent.sampleNo,
    intent.submissionNo,
    intent.description,
    intent.format,
    intent.requestedAt,
    intent.requestId,
    intent.requestedBy,
    intent.idempotencyKey,
    intent.bodySha256,
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
    "UPDATE captures SET state = 'stored', total_ms = ?, durations = ?, camera = ? WHERE filename = ? AND state = 'intent'",
    outcome.totalMs,
    JSON.stringify(outcome.durations),
    JSON.stringify(outcome.camera),
    filename,
  )
  if (changed !== 1) throw new Error(`the catalogue no longer knows the attempt ${filename}`)
  const row = rowOf(database, filename)
  count(database, 'successes', 1)
  count(database, 'used_bytes', Number(row.file_size))
  if (outcome.totalMs !== null) {
    count(database, 'timed', 1)
    count(database, 'timed_ms', outcome.totalMs)
  }
  return appendEvent(database, kind, Number(row.id), null)
}

function rowOf(database: CatalogueDatabase, filename: string): Row {
  const row = database.get('SELECT * FROM captures WHERE filename = ?', filename)
  if (!row) throw new Error(`the catalogue no longer knows ${filename}`)
  return row
}
