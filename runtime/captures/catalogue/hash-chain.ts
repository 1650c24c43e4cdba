/**
 * An append-only chain of what happened to each capture. Every event has the SHA-256 of the event before it and of its own body,
 * and the body repeats the facts of the row, by name: a column that a later version adds changes nothing of older events.
 */
import { hash } from 'node:crypto'
import { fieldNames } from '../../device/capture-fields.ts'

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
  | 'corrected'
  | 'delivered'
  | 'rejected'

export type Row = Record<string, string | number | bigint | null | Uint8Array>
export type Facts = Record<string, unknown>

/** The columns that never change once an attempt has ended. */
export const FACTS: readonly string[] = ['id', ...fieldNames(({ fact }) => fact === true)]

/** Version 2.0.0 wrote facts without names, in this order. It never changes. */
const FACTS_OF_2_0 = [
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
]

/** The facts of an event's body by name, whichever version wrote it; undefined where the event sets none. */
export function factsOfEvent({ facts }: { facts?: unknown }): Facts | undefined {
  if (!Array.isArray(facts)) return facts as Facts | undefined
  return Object.fromEntries(FACTS_OF_2_0.map((name, index) => [name, facts[index]]))
}

/** The text of an event; `facts` only where they are set, by stored, adopted and failed. `details` are of this kind of event only. */
export function eventBody(
  kind: EventKind,
  at: string,
  by: string | null,
  row: Row,
  details: Record<string, unknown> = {},
): string {
  const setsFacts = kind === 'stored' || kind === 'adopted' || kind === 'failed'
  const facts = setsFacts ? { facts: Object.fromEntries(FACTS.map((name) => [name, row[name] ?? null])) } : {}
  return JSON.stringify({ kind, at, by, id: row.id, ...facts, ...details })
}

export function chainHash(previousHash: string, body: string): string {
  return hash('sha256', `${previousHash}\n${body}`, 'hex')
}
