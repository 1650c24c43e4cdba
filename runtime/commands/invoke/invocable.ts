/** Lists the functions of serverless.yml that can be invoked by name, each with the event that it expects. */

import { readRoutes } from '../../routes/serverless-file.ts'
import type { FunctionEntry } from '../../routes/table.ts'
import { UsageError } from './usage.ts'

export type Invocable = { entry: FunctionEntry } & (
  | { kind: 'http'; method: string; path: string }
  | { kind: 'websocket'; routeKey: string }
  | { kind: 'schedule'; name: string }
)

/** The function of that name, with its first event. Throws UsageError with all names, and RouteError for a mistake in the table. */
export function findFunction(serverlessFile: string, name: string | undefined): Invocable {
  const table = readRoutes(serverlessFile)
  const all: Invocable[] = [
    ...table.http.map(({ entry, method, path }) => ({ entry, kind: 'http' as const, method, path })),
    ...[...table.websocket].map(([routeKey, entry]) => ({ entry, kind: 'websocket' as const, routeKey })),
    ...table.schedules.map(({ entry, name }) => ({ entry, kind: 'schedule' as const, name })),
  ]
  const found = all.find(({ entry }) => entry.name === name)
  if (found !== undefined) return found
  const names = [...new Set(all.map(({ entry }) => entry.name))].sort()
  const problem = name === undefined ? 'Name a function' : `There is no function ${name}`
  throw new UsageError(`${problem}. serverless.yml has:\n  ${names.join('\n  ')}`)
}
