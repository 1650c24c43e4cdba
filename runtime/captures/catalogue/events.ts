import type { CatalogueDatabase } from './database.ts'
import { CHAIN_START, chainHash, type EventKind, eventBody, type Row } from './hash-chain.ts'

/** Events of the host, not of a capture. */
export const NO_CAPTURE = 0

/**
 * Appends to the hash chain what happened to the capture of the row `id`, and by whom; inside a transaction, so that the head
 * cannot move meanwhile. Returns the row as it is now.
 */
export function appendEvent(
  database: CatalogueDatabase,
  kind: EventKind,
  id: number,
  by: string | null,
  details: Record<string, unknown> = {},
  at = new Date().toISOString(),
): Row {
  const row = database.get('SELECT * FROM captures WHERE id = ?', id) as Row
  append(database, id, eventBody(kind, at, by, row, details))
  return row
}

/** Appends a step of the wall clock: its readings before and after, ISO 8601. */
export function noteClockStep(database: CatalogueDatabase, step: { from: string; to: string }): void {
  const event = { kind: 'clock_stepped', at: new Date().toISOString(), by: null, id: NO_CAPTURE, ...step }
  database.transaction(() => append(database, NO_CAPTURE, JSON.stringify(event)))
}

function append(database: CatalogueDatabase, id: number, body: string): void {
  const head = database.get('SELECT hash FROM events ORDER BY seq DESC LIMIT 1')?.hash ?? CHAIN_START
  const hash = chainHash(String(head), body)
  database.run('INSERT INTO events (capture_id, body, hash) VALUES (?, ?, ?)', id, body, hash)
}
