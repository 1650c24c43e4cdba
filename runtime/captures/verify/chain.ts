/** The hash chain of events. */
import type { DatabaseSync } from 'node:sqlite'
import { CHAIN_START, chainHash } from '../catalogue/hash-chain.ts'
import type { Found } from './problem.ts'

/** Each event's hash follows from the one before it; their numbers have no gap. Gives the number of events and the last hash. */
export function verifyChain(database: DatabaseSync, found: Found): { events: number; head: string } {
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

/** The chain still holds the head that an earlier check printed. */
export function verifyHead(database: DatabaseSync, head: string, found: Found): void {
  if (!database.prepare('SELECT 1 FROM events WHERE hash = ?').get(head))
    found({ what: 'head', name: head, problem: 'is not in the chain: it was cut off or rewritten' })
}
