import type { CatalogueDatabase } from './database.ts'
import { keepServiceClock } from './service-clock.ts'

/**
 * Returns the pictures that retention removes, oldest first: those that the service has kept for longer than `maxAgeMs` of its own
 * running time (0: no limit), and as many more as free `bytesToFree`. Never a pinned picture; with `onlyDelivered`, never a picture that
 * exists nowhere else.
 */
export function expiring(
  database: CatalogueDatabase,
  maxAgeMs: number,
  bytesToFree: number,
  limit: number,
  onlyDelivered = false,
): { filename: string; file_size: number }[] {
  const nowMs = keepServiceClock(database)
  const oldest = database.all(
    `SELECT filename, file_size, service_clock_ms FROM captures WHERE state = 'stored' AND pinned = 0
     ${onlyDelivered ? "AND delivery = 'delivered'" : ''} ORDER BY id LIMIT ?`,
    limit,
  )
  let freedBytes = 0
  return oldest
    .filter((row) => {
      const isOld = maxAgeMs > 0 && nowMs - Number(row.service_clock_ms) > maxAgeMs
      const wanted = isOld || freedBytes < bytesToFree
      if (wanted) freedBytes += Number(row.file_size)
      return wanted
    })
    .map((row) => ({ filename: String(row.filename), file_size: Number(row.file_size) }))
}
