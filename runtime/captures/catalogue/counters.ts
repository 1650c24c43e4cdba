/** Counters that are updated with every change, so that a figure costs the same however large the catalogue is. */
import type { CatalogueDatabase } from './database.ts'

/** Adds to a counter; in the transaction of the change that it counts. */
export function count(database: CatalogueDatabase, name: string, by: number): void {
  database.run(
    'INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value',
    name,
    by,
  )
}

/** Every counter that has counted anything, by its name. */
export function counters(database: CatalogueDatabase): Record<string, number> {
  const rows = database.all('SELECT name, value FROM counters')
  return Object.fromEntries(rows.map(({ name, value }) => [String(name), Number(value)]))
}

/** The size of all stored pictures, in bytes. */
export function usedBytes(database: CatalogueDatabase): number {
  return Number(database.get("SELECT value FROM counters WHERE name = 'used_bytes'")?.value ?? 0)
}
