/** Loads the handlers that the route table names, and invokes one within its timeout. */
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Context } from 'aws-lambda'
import { ServiceError } from '../../errors.ts'
import { type FunctionEntry, RouteError, type RouteTable } from './route-table.ts'

/** A Lambda handler; a streaming one takes the response stream in the second place. */
export type Handler = (event: unknown, context: unknown, third?: unknown) => unknown

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

/** Runs a handler. Rejects with HANDLER_TIMEOUT when it takes longer than `timeout` in serverless.yml; it is not killed. */
export function invoke(fn: LoadedFunction, event: unknown, context: Context): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(handlerTimeout(fn)), fn.timeoutMs)
    const settle = (done: (value: never) => void) => (value: unknown) => {
      clearTimeout(timer)
      done(value as never)
    }
    try {
      Promise.resolve(fn.handler(event, context)).then(settle(resolve), settle(reject))
    } catch (thrown) {
      settle(reject)(thrown)
    }
  })
}

export function handlerTimeout(fn: LoadedFunction): ServiceError {
  return new ServiceError(
    'HANDLER_TIMEOUT',
    `The function ${fn.name} took longer than its ${fn.timeoutMs / 1000} s; try again.`,
  )
}
