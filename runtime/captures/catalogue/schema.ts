/** The catalogue's tables, as steps that only ever go forward; PRAGMA user_version counts them. */
import type { DatabaseSync } from 'node:sqlite'

export const MIGRATIONS = [
  `
  CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    filename TEXT UNIQUE,
    -- intent: under way; stored, lost, deleted, expired: a picture and what became of it; failed: an attempt with its code
    state TEXT NOT NULL CHECK (state IN ('intent', 'stored', 'lost', 'deleted', 'expired', 'failed')),
    code TEXT,
    sample_no TEXT NOT NULL,
    submission_no TEXT,
    description TEXT NOT NULL,
    format TEXT NOT NULL,
    width INTEGER, height INTEGER, file_size INTEGER, sha256 TEXT,
    captured_at TEXT,
    requested_at TEXT NOT NULL, exposed_at TEXT, frame_sequence INTEGER, clock TEXT, frame_age_ms REAL,
    request_id TEXT NOT NULL,
    requested_by TEXT,
    idempotency_key TEXT, body_sha256 TEXT,
    pinned INTEGER NOT NULL DEFAULT 0,
    total_ms REAL,
    durations TEXT, camera TEXT
  ) STRICT;
  CREATE INDEX stored_by_time ON captures (captured_at, id) WHERE state = 'stored';
  CREATE INDEX stored_by_sample ON captures (sample_no, captured_at, id) WHERE state = 'stored';
  CREATE INDEX stored_by_submission ON captures (submission_no, captured_at, id)
    WHERE state = 'stored' AND submission_no IS NOT NULL;
  CREATE INDEX expirable ON captures (captured_at, id) WHERE state = 'stored' AND pinned = 0;
  CREATE INDEX timed ON captures (id) WHERE total_ms IS NOT NULL;
  CREATE INDEX intents ON captures (id) WHERE state = 'intent';
  CREATE UNIQUE INDEX by_idempotency_key ON captures (idempotency_key)
    WHERE idempotency_key IS NOT NULL AND state NOT IN ('failed', 'intent');
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    capture_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX events_of_capture ON events (capture_id);
  CREATE TABLE counters (name TEXT PRIMARY KEY, value REAL NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // No step of the wall clock expires or reorders a picture: age is counted on the service clock (service-clock.ts), which starts
  // at 0 for what is there already, and the order is that of the rows.
  `
  ALTER TABLE captures ADD COLUMN service_clock_ms REAL NOT NULL DEFAULT 0;
  ALTER TABLE captures ADD COLUMN clock_synchronised INTEGER;
  ALTER TABLE captures ADD COLUMN latency_bound_ms REAL;
  ALTER TABLE captures ADD COLUMN latency_source TEXT;
  DROP INDEX expirable;
  DROP INDEX stored_by_sample;
  DROP INDEX stored_by_submission;
  CREATE INDEX expirable ON captures (id) WHERE state = 'stored' AND pinned = 0;
  CREATE INDEX stored_by_id ON captures (id) WHERE state = 'stored';
  CREATE INDEX stored_by_sample ON captures (sample_no, id) WHERE state = 'stored';
  CREATE INDEX stored_by_submission ON captures (submission_no, id)
    WHERE state = 'stored' AND submission_no IS NOT NULL;
  `,
  // What became of a row after it was written: verify derives both from the events.
  `
  ALTER TABLE captures ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE captures ADD COLUMN corrected TEXT;
  UPDATE captures SET adopted = 1 WHERE id IN (SELECT capture_id FROM events WHERE body LIKE '{"kind":"adopted"%');
  `,
  // What was found of the plate in a picture: JSON, null where nothing has looked at it.
  `ALTER TABLE captures ADD COLUMN plate TEXT;`,
  // How many pictures retention has removed: an empty gallery says so.
  `INSERT INTO counters SELECT 'expired', count(*) FROM captures WHERE state = 'expired';`,
  // The row of a stored picture is its place in the outbox too, so that no crash can come between the two. delivery is null while the
  // picture waits (which counts only where DELIVER_TO is set), delivered once the store has confirmed it, and conflict or unreadable
  // where a person must look.
  `
  ALTER TABLE captures ADD COLUMN delivery TEXT CHECK (delivery IN ('delivered', 'conflict', 'unreadable'));
  ALTER TABLE captures ADD COLUMN delivered_as TEXT;
  CREATE INDEX undelivered ON captures (id, file_size) WHERE state = 'stored' AND delivery IS NULL;
  CREATE INDEX set_aside ON captures (id) WHERE state = 'stored' AND delivery IN ('conflict', 'unreadable');
  CREATE INDEX expirable_delivered ON captures (id) WHERE state = 'stored' AND pinned = 0 AND delivery = 'delivered';
  `,
  // A picture that the plate gate rejected stays, out of the normal list, and its Idempotency-Key takes a new picture.
  `
  ALTER TABLE captures ADD COLUMN rejected INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX rejected_by_id ON captures (id) WHERE state = 'stored' AND rejected = 1;
  DROP INDEX by_idempotency_key;
  CREATE UNIQUE INDEX by_idempotency_key ON captures (idempotency_key)
    WHERE idempotency_key IS NOT NULL AND state NOT IN ('failed', 'intent') AND rejected = 0;
  `,
]

/** The `code` of the error when a newer version wrote the catalogue. */
export const NEWER_CATALOGUE = 'ERR_NEWER_CATALOGUE'

/**
 * Brings the database to this version, one transaction a step: a step that fails leaves it as the steps before left it, and the
 * version of the service that it belongs to can go on with it. Throws where a newer version of the service has written it.
 */
export function migrate(database: DatabaseSync, migrations: readonly string[] = MIGRATIONS): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (version > migrations.length) {
    const message = `it has version ${version}, and this service knows version ${migrations.length}. Start the newer version of the service, or restore an older backup`
    throw Object.assign(new Error(message), { code: NEWER_CATALOGUE })
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < version) continue
    database.exec('BEGIN IMMEDIATE')
    try {
      database.exec(statements)
      database.exec(`PRAGMA user_version = ${index + 1}`)
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
  }
}
