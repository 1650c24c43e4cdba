/** What changes the catalogue: one method for each thing that can happen to a capture. Synchronous: it lives in a thread of its own. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CaptureData, CatalogueEntry, CatalogueQuery, ImageFormat } from '../../device.ts'
import { captureName } from '../file-name.ts'
import { CatalogueDatabase } from './database.ts'
import { CHAIN_START, chainHash, type EventKind, eventBody, type Row } from './hash-chain.ts'
import { listSlice } from './listing.ts'
import {
  type Intent,
  type Outcome,
  type Picture,
  toData,
  toEntry,
  toUnfinished,
  type UnfinishedAttempt,
} from './rows.ts'
import { expiring, statistics, usedBytes } from './statistics.ts'

export class Catalogue {
  readonly #folder: string
  readonly #database: CatalogueDatabase

  constructor(folder: string, onOpened: () => void) {
    this.#folder = folder
    this.#database = new CatalogueDatabase(folder, onOpened)
  }

  /** Throws where the database cannot be opened; asked before every call, so that it recovers by itself. */
  ensureOpen(): void {
    this.#database.ensureOpen()
  }

  /** Notes an attempt before its picture exists, and gives it a file name that no file and no row has, and none will get. */
  begin(intent: Intent, atMs: number): string {
    return this.#withFreeName(intent, atMs, (filename) => {
      this.#insertIntent(filename, intent)
      return filename
    })
  }

  /** Another process has put a file under the name: the next one. */
  rename(filename: string, atMs: number): string {
    const row = this.#row(filename)
    const intent = {
      sampleNo: String(row.sample_no),
      submissionNo: row.submission_no as string | null,
      format: row.format as ImageFormat,
    }
    return this.#withFreeName(intent, atMs, (free) => {
      this.#database.run('UPDATE captures SET filename = ? WHERE filename = ?', free, filename)
      return free
    })
  }

  /** Notes what the picture will be, before its file gets its name: a crash after that is completed from here. */
  describe(filename: string, picture: Picture): void {
    this.#database.run(
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
  complete(filename: string, outcome: Outcome): CaptureData {
    return this.#database.transaction(() => this.#complete(filename, outcome, 'stored'))
  }

  /** The attempt came to nothing: its name and key are free again. False when it was not under way (any more). */
  fail(filename: string, code: string, durations: Record<string, number>): boolean {
    return this.#database.transaction(() => {
      const row = this.#database.get(
        "SELECT id FROM captures WHERE filename = ? AND state = 'intent'",
        filename,
      )
      if (!row) return false
      this.#database.run(
        `UPDATE captures SET state = 'failed', filename = NULL, code = ?, durations = ?, width = NULL, height = NULL,
         file_size = NULL, sha256 = NULL, captured_at = NULL WHERE id = ?`,
        code,
        JSON.stringify(durations),
        row.id as number,
      )
      this.#count(`failures ${code}`, 1)
      this.#event('failed', row.id as number, null)
      return true
    })
  }

  /** A picture that no row knows of: catalogued from what it says of itself. */
  adopt(filename: string, intent: Intent, picture: Picture, pinned: boolean): void {
    this.#database.transaction(() => {
      this.#insertIntent(filename, intent)
      this.describe(filename, picture)
      this.#database.run('UPDATE captures SET pinned = ? WHERE filename = ?', pinned ? 1 : 0, filename)
      this.#complete(filename, { totalMs: null, durations: {}, camera: null }, 'adopted')
      if (pinned) this.#event('pinned', Number(this.#row(filename).id), null)
    })
  }

  /** A lost picture is there again, unchanged. False when it is not the one that was lost. */
  found(filename: string, sha256: string): boolean {
    return this.#database.transaction(() => {
      const row = this.#database.get(
        "SELECT id, file_size FROM captures WHERE filename = ? AND state = 'lost' AND sha256 = ?",
        filename,
        sha256,
      )
      if (!row) return false
      this.#database.run("UPDATE captures SET state = 'stored' WHERE id = ?", row.id as number)
      this.#count('used_bytes', Number(row.file_size))
      this.#event('found', row.id as number, null)
      return true
    })
  }

  /** What became of a stored picture. False when it is not stored (any more). */
  leave(filename: string, kind: 'lost' | 'deleted' | 'expired', by: string | null): boolean {
    return this.#database.transaction(() => {
      const row = this.#stored(filename)
      if (!row) return false
      this.#database.run('UPDATE captures SET state = ? WHERE id = ?', kind, row.id as number)
      this.#count('used_bytes', -Number(row.file_size))
      this.#event(kind, row.id as number, by)
      return true
    })
  }

  /** Null when the picture is not stored (any more). */
  pin(filename: string, pinned: boolean, by: string | null): CatalogueEntry | null {
    return this.#database.transaction(() => {
      const row = this.#stored(filename)
      if (!row) return null
      this.#database.run('UPDATE captures SET pinned = ? WHERE id = ?', pinned ? 1 : 0, row.id as number)
      return toEntry(this.#event(pinned ? 'pinned' : 'unpinned', row.id as number, by), this.#folder)
    })
  }

  entry(filename: string): CatalogueEntry | null {
    const row = this.#database.get(
      "SELECT * FROM captures WHERE filename = ? AND state <> 'intent'",
      filename,
    )
    return row ? toEntry(row, this.#folder) : null
  }

  /** What an Idempotency-Key was answered with; also when that picture has gone since. */
  byKey(key: string): { bodySha256: string; data: CaptureData } | null {
    const row = this.#database.get(
      "SELECT * FROM captures WHERE idempotency_key = ? AND state NOT IN ('failed', 'intent')",
      key,
    )
    return row ? { bodySha256: String(row.body_sha256), data: toData(row, this.#folder) } : null
  }

  list(query: CatalogueQuery) {
    return listSlice(this.#database, query, this.#folder)
  }

  statistics() {
    return statistics(this.#database)
  }

  usedBytes(): number {
    return usedBytes(this.#database)
  }

  expiring(before: string | null, bytesToFree: number, limit: number) {
    return expiring(this.#database, before, bytesToFree, limit)
  }

  /** Attempts that a crash cut short. */
  unfinished(): UnfinishedAttempt[] {
    return this.#database.all("SELECT * FROM captures WHERE state = 'intent'").map(toUnfinished)
  }

  close(): void {
    this.#database.close()
  }

  #withFreeName<T>(
    { sampleNo, submissionNo, format }: Pick<Intent, 'sampleNo' | 'submissionNo' | 'format'>,
    atMs: number,
    take: (filename: string) => T,
  ): T {
    for (let count = 1; ; count++) {
      const filename = captureName(sampleNo, submissionNo, new Date(atMs), format, count)
      const taken =
        this.#database.get('SELECT 1 FROM captures WHERE filename = ?', filename) !== undefined ||
        existsSync(join(this.#folder, filename))
      if (!taken) return take(filename)
    }
  }

  #insertIntent(filename: string, intent: Intent): void {
    this.#database.run(
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

  #complete(filename: string, outcome: Outcome, kind: 'stored' | 'adopted'): CaptureData {
    const changed = this.#database.run(
      "UPDATE captures SET state = 'stored', total_ms = ?, durations = ?, camera = ? WHERE filename = ? AND state = 'intent'",
      outcome.totalMs,
      JSON.stringify(outcome.durations),
      JSON.stringify(outcome.camera),
      filename,
    )
    if (changed !== 1) throw new Error(`the catalogue no longer knows the attempt ${filename}`)
    const row = this.#row(filename)
    this.#count('successes', 1)
    this.#count('used_bytes', Number(row.file_size))
    if (outcome.totalMs !== null) {
      this.#count('timed', 1)
      this.#count('timed_ms', outcome.totalMs)
    }
    return toData(this.#event(kind, Number(row.id), null), this.#folder)
  }

  /** Appends to the hash chain; inside a transaction, so that the head cannot move meanwhile. */
  #event(kind: EventKind, id: number, by: string | null): Row {
    const row = this.#database.get('SELECT * FROM captures WHERE id = ?', id) as Row
    const head = this.#database.get('SELECT hash FROM events ORDER BY seq DESC LIMIT 1')?.hash ?? CHAIN_START
    const body = eventBody(kind, new Date().toISOString(), by, row)
    const hash = chainHash(String(head), body)
    this.#database.run('INSERT INTO events (capture_id, body, hash) VALUES (?, ?, ?)', id, body, hash)
    return row
  }

  #count(name: string, by: number): void {
    this.#database.run(
      'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
      name,
      by,
    )
  }

  #row(filename: string): Row {
    const row = this.#database.get('SELECT * FROM captures WHERE filename = ?', filename)
    if (!row) throw new Error(`the catalogue no longer knows ${filename}`)
    return row
  }

  #stored(filename: string): Row | undefined {
    return this.#database.get("SELECT * FROM captures WHERE filename = ? AND state = 'stored'", filename)
  }
}
