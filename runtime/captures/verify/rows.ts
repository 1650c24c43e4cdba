/** Compares the rows of the catalogue with the events of its chain. */
import { FACTS, type Facts, factsOfEvent, type Row } from '../catalogue/hash-chain.ts'
import type { CatalogueReader } from '../catalogue/reader.ts'
import type { Found } from './problem.ts'

interface Event {
  kind?: unknown
  facts?: unknown
  /** Of a correction. */
  at?: unknown
  by?: unknown
  reason?: unknown
  from?: unknown
  to?: unknown
}

/** The state of a row after an event; pinning, unpinning and a rejection do not change it. */
const STATES: Record<string, string> = {
  stored: 'stored',
  adopted: 'stored',
  found: 'stored',
  failed: 'failed',
  lost: 'lost',
  deleted: 'deleted',
  expired: 'expired',
}

/** Each row agrees with the events of its capture, and every capture that events name has its row. */
export function verifyRows(catalogue: CatalogueReader, found: Found): void {
  const check = (row: Row) => rowProblem(row, catalogue.eventsOf(Number(row.id)))
  for (const row of catalogue.endedRows()) {
    // A row may change between its reading and that of its events: then it is read again.
    const problem = check(row) && check(catalogue.rowOf(Number(row.id)) ?? row)
    if (problem) found({ what: 'row', name: nameOf(row), problem })
  }
  for (const id of catalogue.orphans()) {
    const filename = factsOf(catalogue.eventsOf(id))?.filename
    const name = String(filename ?? `of capture ${id}`)
    found({ what: 'row', name, problem: 'was removed: its events are in the chain' })
  }
}

function factsOf(events: Event[]): Facts | undefined {
  return events.map(factsOfEvent).find((facts) => facts !== undefined)
}

function rowProblem(row: Row, events: Event[]): string | null {
  const facts = factsOf(events)
  if (facts === undefined) return 'was inserted: no event in the chain is about it'
  // A fact that the event does not have is of a column that came later, which is empty in rows from before.
  const expected: Facts = { ...Object.fromEntries(FACTS.map((name) => [name, null])), ...facts }
  const corrections = events.filter(({ kind }) => kind === 'corrected')
  for (const { to } of corrections) Object.assign(expected, to)
  const listed = corrections.map(({ at, by, reason, from, to }) => ({ at, by, reason, from, to }))
  expected.corrected = listed.length === 0 ? null : JSON.stringify(listed)
  const edited = Object.keys(expected).filter((name) => (row[name] ?? null) !== expected[name])
  if (edited.length > 0) {
    const was = edited.map(
      (name) => `${name} is ${JSON.stringify(row[name] ?? null)}, was ${JSON.stringify(expected[name])}`,
    )
    return `was edited: ${was.join('; ')}`
  }
  const kinds = events.map(({ kind }) => String(kind))
  const state = kinds.findLast((kind) => kind in STATES) as string
  if (STATES[state] !== row.state) return `was edited: its state is ${row.state}, its last event is ${state}`
  const pinned = kinds.findLast((kind) => kind.endsWith('pinned')) === 'pinned'
  if (pinned !== (row.pinned === 1)) return `was edited: pinned is ${row.pinned}`
  // A catalogue of 2.0.0 that was not opened since does not have the column.
  const adopted = kinds.includes('adopted')
  if (row.adopted !== undefined && adopted !== (row.adopted === 1))
    return `was edited: adopted is ${row.adopted}`
  const delivered = kinds.includes('delivered')
  if (row.delivery !== undefined && delivered !== (row.delivery === 'delivered'))
    return `was edited: delivery is ${row.delivery}`
  const rejected = kinds.includes('rejected')
  if (row.rejected !== undefined && rejected !== (row.rejected === 1))
    return `was edited: rejected is ${row.rejected}`
  return null
}

function nameOf(row: Row): string {
  return row.filename === null ? `${row.id} (${row.state})` : String(row.filename)
}
