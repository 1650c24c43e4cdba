/** Loads the handlers that serverless.yml names. */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type FunctionEntry, RouteError, type RouteTable } from './table.ts'

/** A Lambda handler; a streaming one takes the response stream in the second place. */
export type Handler = ((event: unknown, context: unknown, third?: unknown) => unknown) & {
  /** Called before the body is read, with the event without it. Returns the result to refuse with, or undefined. */
  authorize?: (event: unknown, context: unknown) => Promise<unknown>
  /** The largest body that the handler takes. */
  maxBodyBytes?: number
}

export interface LoadedFunction extends FunctionEntry {
  handler: Handler
}

const EXTENSIONS = ['.ts', '.js', '.mjs']

/** Imports every handler of the table, each module once. Throws RouteError that names function, line and remedy. */
export async function loadFunctions(table: RouteTable): Promise<Map<FunctionEntry, LoadedFunction>> {
  const entries = new Set([
    ...table.http.map((route) => route.entry),
    ...table.websocket.values(),
    ...table.schedules.map((schedule) => schedule.entry),
  ])
  return new Map(
    await Promise.all([...entries].map(async (entry) => [entry, await loadFunction(entry)] as const)),
  )
}

/** Imports one handler. Throws RouteError that names function, line and remedy. */
export async function loadFunction(entry: FunctionEntry): Promise<LoadedFunction> {
  const where = `function ${entry.name} (line ${entry.line})`
  const extension = EXTENSIONS.find((candidate) => existsSync(entry.modulePath + candidate))
  if (extension === undefined) {
    throw new RouteError(
      `${where}: no file ${entry.modulePath} with ${EXTENSIONS.join(', ')}; correct its handler`,
    )
  }
  const file = entry.modulePath + extension
  let module: Record<string, unknown>
  try {
    module = await import(pathToFileURL(file).href)
  } catch (cause) {
    throw new RouteError(`${where}: ${file} cannot be loaded: ${(cause as Error).message}`, { cause })
  }
  const handler = module[entry.exportName]
  if (typeof handler !== 'function') {
    throw new RouteError(
      `${where}: ${file} has no function "${entry.exportName}"; export it or correct its handler`,
    )
  }
  return { ...entry, handler: handler as Handler }
}
