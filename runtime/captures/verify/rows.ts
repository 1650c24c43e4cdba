/** The rows of the catalogue, against the events of its chain. */
import type { DatabaseSync } from 'node:sqlite'
import { FACTS, factsOfRow, type Row } from '../catalogue/hash-chain.ts'
import type { Found } from './problem.ts'

interface Event {
  kind: string
  facts?: unknown[]
}

/** The state that a row has after an event; one that pins or unpins leaves it. */
const STATES: Record<string, string> = {
  stored: 'stored',
  adopted: 'stored',
  found: 'stored',
  failed: 'failed',
  lost: 'lost',
  deleted: 'deleted',
  expired: 'expired',
}

/** Each row says what the events of its capture say, and no capture of an event is without its row. */
export function verifyRows(database: DatabaseSync, found: Found): void {
  const bodies = database.prepare('SELECT body FROM events WHERE capture_id = ? ORDER BY seq')
  const eventsOf = (id: Row[string] | undefined) =>
    bodies.all(id as number).map(({ body }) => JSON.parse(String(body)) as Event)
  const again = database.prepare('SELECT * FROM captures WHERE id = ?')
  const check = (row: Row) => rowProblem(row, eventsOf(row.id))
  for (const row of database.prepare("SELECT * FROM captures WHERE state <> 'intent'").iterate()) {
    // A row may change between its reading and that of its events: then it is read again.
    const problem = check(row as Row) && check(again.get(row.id as number) as Row)
    if (problem) found({ what: 'row', name: nameOf(row as Row), problem })
  }
  const orphans = database.prepare(
    'SELECT DISTINCT capture_id FROM events WHERE capture_id NOT IN (SELECT id FROM captures)',
  )
  for (const { capture_id } of orphans.iterate()) {
    const filename = eventsOf(capture_id)[0]?.facts?.[FACTS.indexOf('filename')]
    const name = String(filename ?? `of capture ${capture_id}`)
    found({ what: 'row', name, problem: 'was removed: its events are there' })
  }
}

function rowProblem(row: Row, events: Event[]): string | null {
  const facts = events.find((event) => event.facts)?.facts
  if (facts === undefined) return 'was inserted: no event tells of it'
  const actual = factsOfRow(row)
  const edited = FACTS.filter((_, index) => actual[index] !== facts[index])
  if (edited.length > 0) {
    const was = edited.map(
      (name) => `${name} is ${JSON.stringify(row[name])}, was ${JSON.stringify(facts[FACTS.indexOf(name)])}`,
    )
    return `was edited: ${was.join('; ')}`
  }
  const state = events.findLast(({ kind }) => kind in STATES)?.kind as string
  if (STATES[state] !== row.state) return `was edited: its state is ${row.state}, its events say ${state}`
  const pinned = events.findLast(({ kind }) => kind.endsWith('pinned'))?.kind === 'pinned'
  if (pinned !== (row.pinned === 1)) return `was edited: pinned is ${row.pinned}`
  return null
}

function nameOf(row: Row): string {
  return row.filename === null ? `${row.id} (${row.state})` : String(row.filename)
}
