/**
 * An append-only chain over what happened to each capture: every event holds the SHA-256 of the event before it and of its own
 * body, and the body repeats the facts of the row that must not change.
 */
import { hash } from 'node:crypto'

export const CHAIN_START = '0'.repeat(64)

export type EventKind =
  | 'stored'
  | 'adopted'
  | 'failed'
  | 'lost'
  | 'found'
  | 'deleted'
  | 'expired'
  | 'pinned'
  | 'unpinned'

/** The columns that never change once an attempt has ended, in the order in which they are hashed. */
export const FACTS = [
  'id',
  'filename',
  'code',
  'sample_no',
  'submission_no',
  'description',
  'format',
  'width',
  'height',
  'file_size',
  'sha256',
  'captured_at',
  'requested_at',
  'exposed_at',
  'frame_sequence',
  'clock',
  'frame_age_ms',
  'request_id',
  'requested_by',
  'idempotency_key',
  'body_sha256',
  'total_ms',
  'durations',
  'camera',
] as const

export type Row = Record<string, string | number | bigint | null | Uint8Array>

export function factsOfRow(row: Row): unknown[] {
  return FACTS.map((name) => row[name] ?? null)
}

/** The text of an event; `facts` only where they are set, by stored, adopted and failed. */
export function eventBody(kind: EventKind, at: string, by: string | null, row: Row): string {
  const setsFacts = kind === 'stored' || kind === 'adopted' || kind === 'failed'
  return JSON.stringify({ kind, at, by, id: row.id, ...(setsFacts ? { facts: factsOfRow(row) } : {}) })
}

export function chainHash(previousHash: string, body: string): string {
  return hash('sha256', `${previousHash}\n${body}`, 'hex')
}
