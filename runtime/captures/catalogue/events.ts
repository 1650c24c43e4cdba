import type { CatalogueDatabase } from './database.ts'
import { CHAIN_START, chainHash, type EventKind, eventBody, type Row } from './hash-chain.ts'

/**
 * Appends to the hash chain what happened to the capture of the row `id`, and by whom; inside a transaction, so that the head
 * cannot move meanwhile. Gives the row as it is now.
 */
export function appendEvent(
  database: CatalogueDatabase,
  kind: EventKind,
  id: number,
  by: string | null,
): Row {
  const row = database.get('SELECT * FROM captures WHERE id = ?', id) as Row
  const head = database.get('SELECT hash FROM events ORDER BY seq DESC LIMIT 1')?.hash ?? CHAIN_START
  const body = eventBody(kind, new Date().toISOString(), by, row)
  const hash = chainHash(String(head), body)
  database.run('INSERT INTO events (capture_id, body, hash) VALUES (?, ?, ?)', id, body, hash)
  return row
}
