/** serverless.yml to one route table. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import { addEvent } from './events.ts'
import { type FunctionEntry, RouteError, type RouteTable } from './table.ts'

/** Lambda's own defaults ("Configure Lambda function timeout", "memory"). */
const DEFAULT_TIMEOUT_S = 6
const DEFAULT_MEMORY_MB = 1024

type Provider = Record<string, unknown>

/** Reads and checks the route table. Throws RouteError. */
export function readRoutes(serverlessFile: string): RouteTable {
  const { functions, provider, lineOf } = parse(serverlessFile)
  const table: RouteTable = {
    http: [],
    websocket: new Map(),
    routeSelectionExpression: String(
      provider.websocketsApiRouteSelectionExpression ?? '$request.body.action',
    ),
    schedules: [],
  }
  for (const { key, value } of functions.items) {
    const name = String(isScalar(key) ? key.value : key)
    const line = lineOf(key)
    const where = `function ${name} (line ${line})`
    if (!isMap(value)) throw new RouteError(`${where} is empty: give it a handler and events`)
    const handler = readHandler(value.get('handler'), dirname(serverlessFile), where)
    const entry = { name, line, ...handler, ...readLimits(value, provider, where) }
    const events = value.get('events')
    if (events === undefined || events === null) continue
    if (!isSeq(events)) throw new RouteError(`${where}: events must be a list`)
    for (const event of events.items) {
      const at = `function ${name} (line ${lineOf(event)})`
      if (!isMap(event))
        throw new RouteError(`${at}: an event is its type and value, as in httpApi: GET /items`)
      addEvent(table, entry, event.toJSON(), at)
    }
  }
  return table
}

function parse(serverlessFile: string) {
  if (!existsSync(serverlessFile)) {
    throw new RouteError(
      `${serverlessFile} is missing: it is the table of routes, and nothing can be served without it`,
    )
  }
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(serverlessFile, 'utf8'), { lineCounter: lines })
  const syntaxError = document.errors[0]
  if (syntaxError !== undefined) throw new RouteError(`${serverlessFile}: ${syntaxError.message}`)
  const functions = document.get('functions')
  if (!isMap(functions))
    throw new RouteError(`${serverlessFile} has no functions: add the section "functions:"`)
  const provider: Provider = document.toJS().provider ?? {}
  const lineOf = (node: unknown) => lines.linePos((node as { range?: [number] }).range?.[0] ?? 0).line
  return { functions, provider, lineOf }
}

function readHandler(
  handler: unknown,
  folder: string,
  where: string,
): Pick<FunctionEntry, 'modulePath' | 'exportName'> {
  const dot = typeof handler === 'string' ? handler.lastIndexOf('.') : -1
  if (typeof handler !== 'string' || dot <= 0) {
    throw new RouteError(`${where} has no handler: name one, as in functions/health.handler`)
  }
  return { modulePath: resolve(folder, handler.slice(0, dot)), exportName: handler.slice(dot + 1) }
}

function readLimits(
  node: YAMLMap,
  provider: Provider,
  where: string,
): Pick<FunctionEntry, 'timeoutMs' | 'memoryMb'> {
  const timeoutS = Number(node.get('timeout') ?? provider.timeout ?? DEFAULT_TIMEOUT_S)
  if (!(timeoutS > 0)) throw new RouteError(`${where}: timeout must be seconds above 0`)
  const memoryMb = Number(node.get('memorySize') ?? provider.memorySize ?? DEFAULT_MEMORY_MB)
  return { timeoutMs: timeoutS * 1000, memoryMb }
}
