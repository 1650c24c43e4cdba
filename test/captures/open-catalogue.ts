/** The catalogue in this thread, for tests and benchmarks: its operations, without their database. */
import { CatalogueDatabase } from '../../runtime/captures/catalogue/database.ts'
import { type Operations, operations } from '../../runtime/captures/catalogue/operations.ts'

export type OpenCatalogue = {
  [Name in keyof Operations]: Parameters<Operations[Name]> extends [unknown, ...infer Rest]
    ? (...args: Rest) => ReturnType<Operations[Name]>
    : never
} & { close(): void }

export function openCatalogue(folder: string): OpenCatalogue {
  const database = new CatalogueDatabase(folder, () => {})
  database.ensureOpen()
  const bound = Object.entries(operations).map(([name, operation]) => [
    name,
    (operation as (...args: unknown[]) => unknown).bind(null, database),
  ])
  return { ...Object.fromEntries(bound), close: () => database.close() }
}
