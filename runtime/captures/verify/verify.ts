/**
 * Checks a capture folder (or a backup of one) against its catalogue, and the catalogue against its hash chain.
 *
 * Found, and named: a picture that was changed, removed, added or swapped; a row that was edited, removed or inserted; an
 * event that was edited, removed, inserted or moved. Not found by the chain alone: that the newest events, rows and files
 * were all cut off together, or that all hashes were computed anew from some event on. Against that, note the head that a
 * check prints somewhere else, and give it to a later check: a chain that was cut or rewritten no longer holds it.
 */
import { openReader } from '../catalogue/reader.ts'
import { verifyChain, verifyHead } from './chain.ts'
import { verifyCounters } from './counters.ts'
import { verifyNoOtherFiles, verifyPictures } from './files.ts'
import type { Found } from './problem.ts'
import { verifyRows } from './rows.ts'

export interface Verified {
  pictures: number
  events: number
  /** Hash of the newest event: all that has happened, in 64 characters. */
  head: string
}

/** Checks everything, and calls `found` with each problem. `head` is that of an earlier check, which the chain must still contain. */
export async function verify(folder: string, head: string | undefined, found: Found): Promise<Verified> {
  const catalogue = openReader(folder)
  try {
    const chain = verifyChain(catalogue, found)
    if (head !== undefined) verifyHead(catalogue, head, found)
    verifyRows(catalogue, found)
    verifyCounters(catalogue, found)
    const pictures = await verifyPictures(folder, catalogue, found)
    verifyNoOtherFiles(folder, catalogue, found)
    return { pictures, ...chain }
  } finally {
    catalogue.close()
  }
}
