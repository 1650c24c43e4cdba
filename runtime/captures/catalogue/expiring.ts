import type { CatalogueDatabase } from './database.ts'

/**
 * The oldest pictures that retention takes: those captured before a time (ISO 8601), and as many more as free the bytes. Never
 * a pinned one.
 */
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
