import type { DatabaseSync } from 'node:sqlite'
import type { Found } from './problem.ts'

/** The counter that statistics and retention go by is what the rows add up to, in bytes. */
export function verifyCounters(database: DatabaseSync, found: Found): void {
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
