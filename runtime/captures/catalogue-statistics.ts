/** Figures over the whole catalogue that cost the same at any size: counters kept with every change, and indexes. */
import type { CatalogueDatabase } from './catalogue-database.ts'

const PERCENTILE_WINDOW = 1000

/** `timesMs`: of the last thousand captures, ascending. */
export function statistics(database: CatalogueDatabase) {
  const counters = Object.fromEntries(
    database
      .all('SELECT name, value FROM counters')
      .map(({ name, value }) => [String(name), Number(value)] as const),
  )
  const timesMs = database
    .all(
      'SELECT total_ms FROM captures WHERE total_ms IS NOT NULL ORDER BY id DESC LIMIT ?',
      PERCENTILE_WINDOW,
    )
    .map(({ total_ms }) => Number(total_ms))
    .sort((a, b) => a - b)
  const last = database.get(
    "SELECT captured_at FROM captures WHERE state = 'stored' ORDER BY captured_at DESC, id DESC LIMIT 1",
  )
  return { counters, timesMs, lastCaptureAt: (last?.captured_at ?? null) as string | null }
}

export function usedBytes(database: CatalogueDatabase): number {
  return Number(database.get("SELECT value FROM counters WHERE name = 'used_bytes'")?.value ?? 0)
}

/** The oldest pictures that retention takes: those captured before a time, and as many more as free the bytes. Never a pinned one. */
export function expiring(
  database: CatalogueDatabase,
  before: string | null,
  bytesToFree: number,
  limit: number,
): { filename: string; fileSize: number }[] {
  const oldest = database.all(
    "SELECT filename, file_size, captured_at FROM captures WHERE state = 'stored' AND pinned = 0 ORDER BY captured_at, id LIMIT ?",
    limit,
  )
  let freedBytes = 0
  return oldest
    .filter((row) => {
      const wanted = (before !== null && String(row.captured_at) < before) || freedBytes < bytesToFree
      if (wanted) freedBytes += Number(row.file_size)
      return wanted
    })
    .map((row) => ({ filename: String(row.filename), fileSize: Number(row.file_size) }))
}
