/** Collects the operations of the handlers that serverless.yml names, each with its route. */
import { fileURLToPath } from 'node:url'
import { loadFunction } from '../../../runtime/routes/load.ts'
import { readRoutes } from '../../../runtime/routes/serverless-file.ts'
import type { FunctionEntry } from '../../../runtime/routes/table.ts'
import type { HttpOperation, MessageOperation, Operation, SentMessage } from './operation.ts'

const SERVERLESS_FILE = fileURLToPath(new URL('../../../serverless.yml', import.meta.url))

export interface CollectedOperations {
  http: { id: string; method: string; path: string; operation: HttpOperation }[]
  /** By the `type` that clients send. */
  received: Record<string, MessageOperation>
  /** By the `type` that clients receive. */
  sent: Record<string, SentMessage>
}

/**
 * Loads the handlers by their handler strings; on a running service they are loaded already. A handler without an operation
 * is served and not documented. Throws RouteError for a mistake in serverless.yml.
 */
export async function collectOperations(serverlessFile = SERVERLESS_FILE): Promise<CollectedOperations> {
  const table = readRoutes(serverlessFile)
  const collected: CollectedOperations = { http: [], received: {}, sent: {} }
  const collect = async (entry: FunctionEntry) => {
    const { handler } = await loadFunction(entry)
    const { operation } = handler as { operation?: Operation }
    Object.assign(collected.sent, operation?.sends)
    return operation
  }
  for (const { method, path, entry } of table.http) {
    const operation = (await collect(entry)) as HttpOperation | undefined
    if (operation === undefined || method === '*' || path === '*') continue
    const twins = collected.http.filter(({ operation: other }) => other === operation).length
    const id = `${inCamelCase(entry.name)}${twins === 0 ? '' : twins + 1}`
    collected.http.push({ id, method, path, operation })
  }
  for (const [type, entry] of table.websocket) {
    const operation = (await collect(entry)) as MessageOperation | undefined
    if (operation !== undefined && !type.startsWith('$')) collected.received[type] = operation
  }
  for (const { entry } of table.schedules) await collect(entry)
  return collected
}

/** The function `capture-image` has the operationId `captureImage`. */
const inCamelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
