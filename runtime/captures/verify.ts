/**
 * Checks a capture folder (or a backup of one) against its catalogue, and the catalogue against its hash chain.
 *
 * Found, and named: a picture that was changed, removed, added or swapped; a row that was edited, removed or inserted; an
 * event that was edited, removed, inserted or moved. Not found by the chain alone: that the newest events, rows and files
 * were all cut off together, or that all hashes were computed anew from some event on. Against that, note the head that a
 * check prints somewhere else, and give it to a later check: a chain that was cut or rewritten no longer holds it.
 */
import { opendirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { openReadOnly } from './catalogue-database.ts'
import { sha256Of } from './checksum.ts'
import { CAPTURE_NAME } from './file-name.ts'
import { CHAIN_START, chainHash, FACTS, factsOfRow, type Row } from './hash-chain.ts'

export interface Problem {
  what: 'event' | 'row' | 'file' | 'counter' | 'head'
  /** A file name, or the number of an event. */
  name: string
  problem: string
}

export interface Verified {
  pictures: number
  events: number
  /** Hash of the newest event: all that has happened, in 64 characters. */
  head: string
}

interface Event {
  kind: string
  facts?: unknown[]
}

/** `head`: of an earlier check, which the chain must still hold. */
export async function verify(
  folder: string,
  head: string | undefined,
  found: (problem: Problem) => void,
): Promise<Verified> {
  const database = openReadOnly(folder)
  try {
    const chain = verifyChain(database, found)
    if (head !== undefined && !database.prepare('SELECT 1 FROM events WHERE hash = ?').get(head))
      found({ what: 'head', name: head, problem: 'is not in the chain: it was cut off or rewritten' })
    verifyRows(database, found)
    verifyCounters(database, found)
    const pictures = await verifyFiles(folder, database, found)
    return { pictures, ...chain }
  } finally {
    database.close()
  }
}

/** Each event's hash follows from the one before it; their numbers have no gap. */
function verifyChain(database: DatabaseSync, found: (problem: Problem) => void) {
  let head = CHAIN_START
  let events = 0
  for (const event of database.prepare('SELECT seq, body, hash FROM events ORDER BY seq').iterate()) {
    events += 1
    const seq = Number(event.seq)
    if (seq !== events) {
      found({ what: 'event', name: String(events), problem: `was removed: ${seq} follows ${events - 1}` })
      events = seq
    }
    if (chainHash(head, String(event.body)) !== event.hash) {
      const problem = `does not follow from the event before it: it was edited, inserted or moved, or one before it removed (${event.body})`
      found({ what: 'event', name: String(seq), problem })
    }
    head = String(event.hash)
  }
  return { events, head }
}

/** Each row says what the events of its capture say, and no capture of an event is without its row. */
function verifyRows(database: DatabaseSync, found: (problem: Problem) => void): void {
  const eventsOf = database.prepare('SELECT body FROM events WHERE capture_id = ? ORDER BY seq')
  const again = database.prepare('SELECT * FROM captures WHERE id = ?')
  const check = (row: Row): string | null =>
    rowProblem(
      row,
      eventsOf.all(row.id as number).map(({ body }) => JSON.parse(String(body)) as Event),
    )
  for (const row of database.prepare("SELECT * FROM captures WHERE state <> 'intent'").iterate()) {
    // A row may change between its reading and that of its events: then it is read again.
    const problem = check(row as Row) && check(again.get(row.id as number) as Row)
    if (problem) found({ what: 'row', name: nameOf(row as Row), problem })
  }
  const orphans = database.prepare(
    'SELECT DISTINCT capture_id FROM events WHERE capture_id NOT IN (SELECT id FROM captures)',
  )
  for (const { capture_id } of orphans.iterate()) {
    const [first] = eventsOf.all(capture_id as number).map(({ body }) => JSON.parse(String(body)) as Event)
    const filename = first?.facts?.[FACTS.indexOf('filename')]
    found({
      what: 'row',
      name: String(filename ?? `of capture ${capture_id}`),
      problem: 'was removed: its events are there',
    })
  }
}

const STATES: Record<string, string> = {
  stored: 'stored',
  adopted: 'stored',
  found: 'stored',
  failed: 'failed',
  lost: 'lost',
  deleted: 'deleted',
  expired: 'expired',
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

/** The counters that statistics and retention go by are what the rows add up to. */
function verifyCounters(database: DatabaseSync, found: (problem: Problem) => void): void {
  // One statement sees one moment of the database.
  const { used, counted } = database
    .prepare(
      `SELECT (SELECT coalesce(sum(file_size), 0) FROM captures WHERE state = 'stored') AS used,
       coalesce((SELECT value FROM counters WHERE name = 'used_bytes'), 0) AS counted`,
    )
    .get() as { used: number; counted: number }
  if (used !== counted)
    found({ what: 'counter', name: 'used_bytes', problem: `is ${counted}, its rows add up to ${used}` })
}

/** Each stored picture's bytes are those that were stored, and no other file has a picture's name. */
async function verifyFiles(
  folder: string,
  database: DatabaseSync,
  found: (problem: Problem) => void,
): Promise<number> {
  const stateOf = database.prepare('SELECT state FROM captures WHERE filename = ?')
  const bySha = database.prepare("SELECT filename FROM captures WHERE sha256 = ? AND state = 'stored'")
  const page = database.prepare(
    "SELECT id, filename, file_size, sha256 FROM captures WHERE id > ? AND state = 'stored' ORDER BY id LIMIT 500",
  )
  let pictures = 0
  for (let last = 0; ; ) {
    const rows = page.all(last)
    if (rows.length === 0) break
    last = Number(rows.at(-1)?.id)
    for (const { filename, file_size, sha256 } of rows) {
      pictures += 1
      const actual = await sha256Of(join(folder, String(filename)))
      if (actual === sha256) continue
      // It may have been deleted on purpose since its row was read.
      if (stateOf.get(filename as string)?.state !== 'stored') continue
      if (actual === null) {
        found({ what: 'file', name: String(filename), problem: 'was removed, or is no regular file' })
        continue
      }
      const other = bySha.get(actual)?.filename
      const what = other === undefined ? `${file_size} bytes were stored` : `it holds the picture ${other}`
      found({ what: 'file', name: String(filename), problem: `was changed: ${what}` })
    }
  }
  const directory = opendirSync(folder)
  for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
    if (!CAPTURE_NAME.test(entry.name)) continue
    const state = stateOf.get(entry.name)?.state
    if (state === undefined) found({ what: 'file', name: entry.name, problem: 'was added: no row knows it' })
    if (state === 'deleted' || state === 'expired' || state === 'lost')
      found({ what: 'file', name: entry.name, problem: `is there again: its row says ${state}` })
  }
  directory.closeSync()
  return pictures
}

function nameOf(row: Row): string {
  return row.filename === null ? `${row.id} (${row.state})` : String(row.filename)
}
