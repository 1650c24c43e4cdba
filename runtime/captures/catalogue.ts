/** The catalogue: every capture and every failed attempt, in SQLite. Synchronous: it lives in a thread of its own. */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { CaptureData, CatalogueEntry, CatalogueQuery } from '../device.ts'
import { migrate } from './catalogue-schema.ts'
import { captureName } from './file-name.ts'
import { CHAIN_START, chainHash, type EventKind, eventBody, type Row } from './hash-chain.ts'

export interface Intent {
  sampleNo: string
  submissionNo: string | null
  description: string
  format: CatalogueEntry['image_data']['format']
  requestedAt: string
  requestId: string
  requestedBy: string | null
  idempotencyKey: string | null
  bodySha256: string
}

/** What is known once the picture is on disk. */
export interface Stored {
  filename: string
  width: number
  height: number
  fileSize: number
  sha256: string
  exposedAt: string
  frameSequence: number
  clock: 'kernel' | 'arrival'
  frameAgeMs: number
  totalMs: number
  durations: Record<string, number>
  camera: unknown
}

const PERCENTILE_WINDOW = 1000
export const catalogueFile = (folder: string) => join(folder, '.catalogue', 'catalogue.sqlite')

export class Catalogue {
  readonly #folder: string
  #database: DatabaseSync
  #inode = 0
  #statements = new Map<string, StatementSync>()
  #head = CHAIN_START

  constructor(folder: string) {
    this.#folder = folder
    this.#database = this.#open()
  }

  /** Names and notes an attempt before its picture exists, so that a crash can be told from a picture that never was. */
  begin(intent: Intent, atMs: number): { id: number; filename: string } {
    this.#reopenIfGone()
    for (let count = 1; ; count++) {
      const filename = captureName(intent.sampleNo, intent.submissionNo, new Date(atMs), intent.format, count)
      if (existsSync(join(this.#folder, filename))) continue
      if (this.#get('SELECT 1 FROM captures WHERE filename = ?', filename)) continue
      const { lastInsertRowid } = this.#run(
        `INSERT INTO captures (filename, state, sample_no, submission_no, description, format, requested_at, request_id, requested_by, idempotency_key, body_sha256)
         VALUES (?, 'intent', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
      return { id: Number(lastInsertRowid), filename }
    }
  }

  /** Another process took the name: the next one. */
  rename(id: number, atMs: number): string {
    const row = this.#row(id)
    for (let count = 2; ; count++) {
      const filename = captureName(
        String(row.sample_no),
        row.submission_no as string | null,
        new Date(atMs),
        row.format as Intent['format'],
        count,
      )
      if (
        existsSync(join(this.#folder, filename)) ||
        this.#get('SELECT 1 FROM captures WHERE filename = ?', filename)
      )
        continue
      this.#run('UPDATE captures SET filename = ? WHERE id = ?', filename, id)
      return filename
    }
  }

  /** The picture is on disk: after this it is acknowledged. */
  complete(id: number, stored: Stored, kind: 'stored' | 'adopted' = 'stored'): CaptureData {
    return this.#transaction(() => {
      this.#run(
        `UPDATE captures SET state = 'stored', filename = ?, width = ?, height = ?, file_size = ?, sha256 = ?, captured_at = ?, exposed_at = ?,
         frame_sequence = ?, clock = ?, frame_age_ms = ?, total_ms = ?, durations = ?, camera = ? WHERE id = ?`,
        stored.filename,
        stored.width,
        stored.height,
        stored.fileSize,
        stored.sha256,
        stored.exposedAt,
        stored.exposedAt,
        stored.frameSequence,
        stored.clock,
        stored.frameAgeMs,
        stored.totalMs,
        JSON.stringify(stored.durations),
        JSON.stringify(stored.camera),
        id,
      )
      this.#count('successes', 1)
      this.#count('success_ms', stored.totalMs)
      this.#count('used_bytes', stored.fileSize)
      return toData(this.#event(kind, id, null), this.#folder)
    })
  }

  fail(id: number, code: string, durations: Record<string, number>): void {
    this.#transaction(() => {
      // Its name and key are free again: a retry with the same key takes a picture.
      this.#run(
        "UPDATE captures SET state = 'failed', filename = NULL, code = ?, durations = ? WHERE id = ?",
        code,
        JSON.stringify(durations),
        id,
      )
      this.#count(`failures ${code}`, 1)
      this.#event('failed', id, null)
    })
  }

  /** A picture that no row knows of: catalogued again from what it says of itself. */
  adopt(intent: Intent, stored: Stored, pinned: boolean): void {
    const { lastInsertRowid } = this.#run(
      `INSERT INTO captures (state, sample_no, submission_no, description, format, requested_at, request_id, pinned)
       VALUES ('intent', ?, ?, ?, ?, ?, ?, ?)`,
      intent.sampleNo,
      intent.submissionNo,
      intent.description,
      intent.format,
      intent.requestedAt,
      intent.requestId,
      pinned ? 1 : 0,
    )
    this.complete(Number(lastInsertRowid), stored, 'adopted')
  }

  /** What became of a stored picture. False when it is not stored (any more). */
  leave(filename: string, kind: 'lost' | 'deleted' | 'expired', by: string | null): boolean {
    return this.#transaction(() => {
      const row = this.#get(
        "SELECT id, file_size FROM captures WHERE filename = ? AND state = 'stored'",
        filename,
      )
      if (!row) return false
      this.#run('UPDATE captures SET state = ? WHERE id = ?', kind, row.id as number)
      this.#count('used_bytes', -Number(row.file_size))
      this.#event(kind, row.id as number, by)
      return true
    })
  }

  pin(filename: string, pinned: boolean, by: string | null): CatalogueEntry | null {
    return this.#transaction(() => {
      const row = this.#get("SELECT id FROM captures WHERE filename = ? AND state = 'stored'", filename)
      if (!row) return null
      this.#run('UPDATE captures SET pinned = ? WHERE id = ?', pinned ? 1 : 0, row.id as number)
      return toEntry(this.#event(pinned ? 'pinned' : 'unpinned', row.id as number, by), this.#folder)
    })
  }

  entry(filename: string): CatalogueEntry | null {
    const row = this.#get("SELECT * FROM captures WHERE filename = ? AND state <> 'intent'", filename)
    return row ? toEntry(row, this.#folder) : null
  }

  /** What an Idempotency-Key was answered with; also when that picture has gone since. */
  byKey(key: string): { bodySha256: string; data: CaptureData } | null {
    const row = this.#get(
      "SELECT * FROM captures WHERE idempotency_key = ? AND state NOT IN ('failed', 'intent')",
      key,
    )
    return row ? { bodySha256: String(row.body_sha256), data: toData(row, this.#folder) } : null
  }

  /** One page by keyset: the cursor is the place of the last row, so that a page costs the same at a million rows. */
  list(query: CatalogueQuery): { images: CatalogueEntry[]; next_cursor: string | null } {
    const where = ["state = 'stored'"]
    const values: (string | number)[] = []
    const filter = (condition: string, ...its: (string | number | undefined)[]) => {
      if (its.includes(undefined)) return
      where.push(condition)
      values.push(...(its as (string | number)[]))
    }
    filter('sample_no = ?', query.sampleNo)
    filter('submission_no = ?', query.submissionNo)
    filter('captured_at >= ?', query.from)
    filter('captured_at < ?', query.to)
    filter('instr(lower(description), lower(?)) > 0', query.text)
    const [compare, order] = query.order === 'oldest' ? ['>', 'ASC'] : ['<', 'DESC']
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
    filter(`(captured_at, id) ${compare} (?, ?)`, cursor?.capturedAt, cursor?.id)
    const rows = this.#all(
      `SELECT * FROM captures WHERE ${where.join(' AND ')} ORDER BY captured_at ${order}, id ${order} LIMIT ?`,
      ...values,
      query.limit + 1,
    )
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    return {
      images: page.map((row) => toEntry(row, this.#folder)),
      next_cursor:
        rows.length > query.limit && last ? encodeCursor(String(last.captured_at), Number(last.id)) : null,
    }
  }

  /** Counters kept with every change, and the percentiles of the last thousand: cheap at any size. */
  statistics() {
    const counters = Object.fromEntries(
      this.#all('SELECT name, value FROM counters').map(({ name, value }) => [String(name), Number(value)]),
    )
    const times = this.#all(
      'SELECT total_ms FROM captures WHERE total_ms IS NOT NULL ORDER BY id DESC LIMIT ?',
      PERCENTILE_WINDOW,
    )
      .map(({ total_ms }) => Number(total_ms))
      .sort((a, b) => a - b)
    const last = this.#get(
      "SELECT captured_at FROM captures INDEXED BY stored_by_time WHERE state = 'stored' ORDER BY captured_at DESC, id DESC LIMIT 1",
    )
    return { counters, timesMs: times, lastCaptureAt: (last?.captured_at ?? null) as string | null }
  }

  usedBytes(): number {
    return Number(this.#get("SELECT value FROM counters WHERE name = 'used_bytes'")?.value ?? 0)
  }

  /** The oldest pictures that retention may take, by age or to free so many bytes. */
  expiring(
    before: string | null,
    bytesToFree: number,
    limit: number,
  ): { filename: string; fileSize: number }[] {
    const rows = this.#all(
      "SELECT filename, file_size, captured_at FROM captures INDEXED BY stored_by_time WHERE state = 'stored' AND pinned = 0 ORDER BY captured_at, id LIMIT ?",
      limit,
    )
    let freed = 0
    return rows
      .filter((row) => {
        const wanted = (before !== null && String(row.captured_at) < before) || freed < bytesToFree
        if (wanted) freed += Number(row.file_size)
        return wanted
      })
      .map((row) => ({ filename: String(row.filename), fileSize: Number(row.file_size) }))
  }

  /** Attempts that a crash cut short. */
  intents(): (Intent & { id: number; filename: string })[] {
    return this.#all("SELECT * FROM captures WHERE state = 'intent'").map((row) => ({
      id: Number(row.id),
      filename: String(row.filename),
      sampleNo: String(row.sample_no),
      submissionNo: row.submission_no as string | null,
      description: String(row.description),
      format: row.format as Intent['format'],
      requestedAt: String(row.requested_at),
      requestId: String(row.request_id),
      requestedBy: row.requested_by as string | null,
      idempotencyKey: row.idempotency_key as string | null,
      bodySha256: String(row.body_sha256),
    }))
  }

  /** Of these names, the state of those that have a row. */
  statesOf(filenames: string[]): Record<string, string> {
    const rows = this.#all(
      'SELECT filename, state FROM captures WHERE filename IN (SELECT value FROM json_each(?))',
      JSON.stringify(filenames),
    )
    return Object.fromEntries(rows.map(({ filename, state }) => [String(filename), String(state)]))
  }

  /** Names of stored pictures after this identifier, for a walk through all of them. */
  storedAfter(id: number, limit: number): { id: number; filename: string }[] {
    return this.#all(
      "SELECT id, filename FROM captures WHERE id > ? AND state = 'stored' ORDER BY id LIMIT ?",
      id,
      limit,
    ).map((row) => ({
      id: Number(row.id),
      filename: String(row.filename),
    }))
  }

  /** A consistent copy of the database while captures go on (VACUUM INTO). */
  copyTo(file: string): void {
    this.#run('VACUUM INTO ?', file)
  }

  close(): void {
    this.#database.close()
  }

  #open(): DatabaseSync {
    const file = catalogueFile(this.#folder)
    mkdirSync(dirname(file), { recursive: true, mode: 0o750 })
    const database = new DatabaseSync(file)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000')
    migrate(database)
    this.#inode = statSync(file).ino
    this.#statements.clear()
    this.#head = String(
      database.prepare('SELECT hash FROM events ORDER BY seq DESC LIMIT 1').get()?.hash ?? CHAIN_START,
    )
    return database
  }

  /** A folder that was removed takes its catalogue with it: writing on would go to a file that nobody can find. */
  #reopenIfGone(): void {
    const found = statSync(catalogueFile(this.#folder), { throwIfNoEntry: false })
    if (found?.ino === this.#inode) return
    this.#database.close()
    this.#database = this.#open()
  }

  #event(kind: EventKind, id: number, by: string | null): Row {
    const row = this.#row(id)
    const body = eventBody(kind, new Date().toISOString(), by, row)
    const hash = chainHash(this.#head, body)
    this.#run('INSERT INTO events (capture_id, body, hash) VALUES (?, ?, ?)', id, body, hash)
    this.#head = hash
    return row
  }

  #count(name: string, by: number): void {
    this.#run(
      'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
      name,
      by,
    )
  }

  #row(id: number): Row {
    return this.#get('SELECT * FROM captures WHERE id = ?', id) as Row
  }

  #transaction<T>(change: () => T): T {
    this.#reopenIfGone()
    const head = this.#head
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = change()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      this.#head = head
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #prepare(sql: string): StatementSync {
    const prepared = this.#statements.get(sql) ?? this.#database.prepare(sql)
    this.#statements.set(sql, prepared)
    return prepared
  }
  #get(sql: string, ...values: (string | number | null)[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined
  }
  #all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }
  #run(sql: string, ...values: (string | number | null)[]) {
    return this.#prepare(sql).run(...values)
  }
}

function toData(row: Row, folder: string): CaptureData {
  return {
    image_data: {
      filename: String(row.filename),
      file_path: join(folder, String(row.filename)),
      file_size: Number(row.file_size),
      width: Number(row.width),
      height: Number(row.height),
      format: row.format as CaptureData['image_data']['format'],
      captured_at: String(row.captured_at),
      sha256: String(row.sha256),
    },
    sample_no: String(row.sample_no),
    submission_no: row.submission_no as string | null,
    description: String(row.description),
    freshness: {
      requested_at: String(row.requested_at),
      exposed_at: String(row.exposed_at),
      frame_sequence: Number(row.frame_sequence),
      clock: row.clock as 'kernel' | 'arrival',
      frame_age_ms: Number(row.frame_age_ms),
    },
    request_id: String(row.request_id),
  }
}

function toEntry(row: Row, folder: string): CatalogueEntry {
  return {
    ...toData(row, folder),
    pinned: row.pinned === 1,
    state: row.state as CatalogueEntry['state'],
    requested_by: row.requested_by as string | null,
    durations: JSON.parse(String(row.durations ?? '{}')),
  }
}

function encodeCursor(capturedAt: string, id: number): string {
  return Buffer.from(`${id} ${capturedAt}`).toString('base64url')
}

/** Undefined fields for a cursor that is none of ours: it is then no filter, and the handler has refused it before. */
export function decodeCursor(cursor: string): { capturedAt: string; id: number } | undefined {
  const match = /^(\d+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(Buffer.from(cursor, 'base64url').toString())
  return match?.[1] && match[2] ? { id: Number(match[1]), capturedAt: match[2] } : undefined
}
