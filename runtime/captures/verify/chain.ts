/** Checks the hash chain of events. */
import { CHAIN_START, chainHash } from '../catalogue/hash-chain.ts'
import type { CatalogueReader } from '../catalogue/reader.ts'
import type { Found } from './problem.ts'

/**
 * The hash of each event follows from the event before it, and their numbers have no gap. Returns the number of events and the
 * last hash.
 */
export function verifyChain(catalogue: CatalogueReader, found: Found): { events: number; head: string } {
  let head = CHAIN_START
  let events = 0
  for (const { seq, body, hash } of catalogue.events()) {
    events += 1
    if (seq !== events) {
      found({ what: 'event', name: String(events), problem: `was removed: ${seq} follows ${events - 1}` })
      events = seq
    }
    if (chainHash(head, body) !== hash) {
      const problem = `does not follow from the event before it. It was edited, inserted or moved, or the event before it was removed (${body})`
      found({ what: 'event', name: String(seq), problem })
    }
    head = hash
  }
  return { events, head }
}

/** The chain still contains the head that an earlier check printed. */
export function verifyHead(catalogue: CatalogueReader, head: string, found: Found): void {
  if (!catalogue.hasHead(head))
    found({ what: 'head', name: head, problem: 'is not in the chain. The chain was cut off or rewritten' })
}
