/** The catalogue read beside a running service, by verify, backup and the scan of the folder. WAL allows any number of readers. */
import type { DatabaseSync } from 'node:sqlite'
import { openReadOnly } from './database.ts'
import { NO_CAPTURE } from './events.ts'
import type { Row } from './hash-chain.ts'

export interface StoredFile {
  filename: string
  file_size: number
  sha256: string
}

export interface ChainEvent {
  seq: number
  body: string
  hash: string
}

/** So many rows at a time: memory stays flat however many there are. */
const PAGE_ROWS = 500

export type CatalogueReader = ReturnType<typeof openReader>

/** Opens the catalogue of a capture folder or of a backup. Throws where it is missing or damaged. The caller closes it. */
export function openReader(folder: string) {
  const database: DatabaseSync = openReadOnly(folder)
  const stateOf = database.prepare('SELECT state FROM captures WHERE filename = ?')
  const bodies = database.prepare('SELECT body FROM events WHERE capture_id = ? ORDER BY seq')
  const byId = database.prepare('SELECT * FROM captures WHERE id = ?')
  const states = database.prepare(
    'SELECT filename, state FROM captures WHERE filename IN (SELECT value FROM json_each(?))',
  )
  const bySha256 = database.prepare("SELECT filename FROM captures WHERE sha256 = ? AND state = 'stored'")
  const page = database.prepare(
    "SELECT id, filename, file_size, sha256 FROM captures WHERE id > ? AND state = 'stored' ORDER BY id LIMIT ?",
  )
  return {
    close: () => database.close(),

    /** The state of the row with this file name; undefined where there is none. */
    stateOf: (filename: string) => stateOf.get(filename)?.state as string | undefined,

    /** The states of many file names at once; those without a row are left out. */
    statesOf: (filenames: string[]) =>
      new Map(states.all(JSON.stringify(filenames)).map(({ filename, state }) => [filename, state])),

    /** The stored picture that has these bytes. */
    filenameOf: (sha256: string) => bySha256.get(sha256)?.filename as string | undefined,

    /** Every stored picture. Rows that are removed meanwhile may still come. */
    *storedFiles(): Generator<StoredFile> {
      for (let last = 0; ; ) {
        const rows = page.all(last, PAGE_ROWS)
        if (rows.length === 0) return
        last = Number(rows.at(-1)?.id)
        yield* rows as unknown as StoredFile[]
      }
    },

    /** Every event of the chain, in order. */
    events: () =>
      database.prepare('SELECT seq, body, hash FROM events ORDER BY seq').iterate() as Iterable<ChainEvent>,

    /** The newest step of the wall clock in the chain, ISO 8601; undefined where there was none. */
    lastClockStep() {
      const sql = 'SELECT body FROM events WHERE capture_id = ? ORDER BY seq DESC LIMIT 1'
      const event = database.prepare(sql).get(NO_CAPTURE)
      return event && (JSON.parse(String(event.body)) as { from: string; to: string })
    },

    hasHead: (hash: string) =>
      database.prepare('SELECT 1 FROM events WHERE hash = ?').get(hash) !== undefined,

    /** The bodies of a capture's events, in order. */
    eventsOf: (captureId: number) =>
      bodies.all(captureId).map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>),

    /** Every row of an attempt that has ended. */
    endedRows: () =>
      database.prepare("SELECT * FROM captures WHERE state <> 'intent'").iterate() as Iterable<Row>,

    rowOf: (id: number) => byId.get(id) as Row | undefined,

    /** Captures that events name and no row has. */
    orphans: () =>
      database
        .prepare(
          'SELECT DISTINCT capture_id FROM events WHERE capture_id <> ? AND capture_id NOT IN (SELECT id FROM captures)',
        )
        .all(NO_CAPTURE)
        .map(({ capture_id }) => Number(capture_id)),

    /** Bytes of the stored pictures: their sum, and the counter that is kept for it. One statement sees one moment. */
    usedBytes: () =>
      database
        .prepare(
          `SELECT (SELECT coalesce(sum(file_size), 0) FROM captures WHERE state = 'stored') AS summed,
           coalesce((SELECT value FROM counters WHERE name = 'used_bytes'), 0) AS counted`,
        )
        .get() as { summed: number; counted: number },

    /** Writes the database, as one read transaction sees it, into a new file. */
    copyInto: (file: string) => void database.prepare('VACUUM INTO ?').run(file),
  }
}
