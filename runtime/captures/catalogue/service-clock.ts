/**
 * The service clock: how long the service has run over this catalogue, in milliseconds. It is the only clock that retention uses.
 * It advances with CLOCK_MONOTONIC while the service runs, is kept in the catalogue, and stands still while the service is off. So a
 * wall clock that is wrong, jumps, or is corrected never makes a picture old.
 */
import type { CatalogueDatabase } from './database.ts'

const SERVICE_CLOCK = 'service_clock_ms'
/** The wall clock when the service clock was last kept: a start before this time shows a step backwards. */
const WALL_CLOCK = 'wall_clock_ms'

/** The service clock now; kept on disk with it, so that a crash costs at most the time since the last call. */
export function keepServiceClock(database: CatalogueDatabase): number {
  const nowMs = database.serviceClockMs()
  set(database, SERVICE_CLOCK, nowMs)
  set(database, WALL_CLOCK, Date.now())
  return nowMs
}

/** What was kept last: the service clock, 0 in a new catalogue, and the wall clock, null there. */
export function keptClocks(read: (name: string) => number | undefined) {
  return { serviceClockMs: read(SERVICE_CLOCK) ?? 0, wallClockMs: read(WALL_CLOCK) ?? null }
}

function set(database: CatalogueDatabase, name: string, value: number): void {
  database.run(
    'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    name,
    value,
  )
}
