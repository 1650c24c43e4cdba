/** serverless.yml to one route table. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import type { FunctionFacts } from './context.ts'

/** What a handler string names, not loaded yet. */
export interface FunctionEntry extends FunctionFacts {
  /** Without an extension: `functions/health`, resolved against the folder of serverless.yml. */
  modulePath: string
  exportName: string
  line: number
}

export interface HttpRoute {
  /** In capitals, or `*`. */
  method: string
  /** As in `/images/{filename}`; `*` for `$default` and `*`. */
  path: string
  entry: FunctionEntry
}

export interface Schedule {
  name: string
  intervalMs: number
  entry: FunctionEntry
}

export interface RouteTable {
  http: HttpRoute[]
  websocket: Map<string, FunctionEntry>
  routeSelectionExpression: string
  schedules: Schedule[]
}

/** A mistake in serverless.yml: the sentence names the function, the line and the remedy. */
export class RouteError extends Error {}

/** Lambda's own defaults ("Configure Lambda function timeout", "memory"). */
const DEFAULT_TIMEOUT_S = 6
const DEFAULT_MEMORY_MB = 1024
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', '*', 'ANY']
const UNIT_MS: Record<string, number> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Reads and checks the route table. Throws RouteError. */
export function readRoutes(serverlessFile: string): RouteTable {
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

  const provider = (document.toJS().provider ?? {}) as Record<string, unknown>
  const table: RouteTable = {
    http: [],
    websocket: new Map(),
    routeSelectionExpression: String(
      provider.websocketsApiRouteSelectionExpression ?? '$request.body.action',
    ),
    schedules: [],
  }
  for (const pair of functions.items) {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key)
    const start = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0
    const line = lines.linePos(start).line
    if (!isMap(pair.value))
      throw new RouteError(`function ${name} (line ${line}) is empty: give it a handler and events`)
    const entry = readEntry(name, line, pair.value, provider, serverlessFile)
    const events = pair.value.get('events')
    if (events === undefined || events === null) continue
    if (!isSeq(events)) throw new RouteError(`function ${name} (line ${line}): events must be a list`)
    for (const item of events.items) {
      const at = lines.linePos((item as { range?: [number] }).range?.[0] ?? start).line
      addEvent(table, entry, (item as YAMLMap).toJSON(), `function ${name} (line ${at})`)
    }
  }
  return table
}

function readEntry(
  name: string,
  line: number,
  node: YAMLMap,
  provider: Record<string, unknown>,
  serverlessFile: string,
): FunctionEntry {
  const handler = node.get('handler')
  const dot = typeof handler === 'string' ? handler.lastIndexOf('.') : -1
  if (typeof handler !== 'string' || dot <= 0) {
    throw new RouteError(
      `function ${name} (line ${line}) has no handler: name one, as in functions/health.handler`,
    )
  }
  const timeoutS = Number(node.get('timeout') ?? provider.timeout ?? DEFAULT_TIMEOUT_S)
  if (!(timeoutS > 0))
    throw new RouteError(`function ${name} (line ${line}): timeout must be seconds above 0`)
  return {
    name,
    line,
    modulePath: resolve(dirname(serverlessFile), handler.slice(0, dot)),
    exportName: handler.slice(dot + 1),
    timeoutMs: timeoutS * 1000,
    memoryMb: Number(node.get('memorySize') ?? provider.memorySize ?? DEFAULT_MEMORY_MB),
  }
}

function addEvent(
  table: RouteTable,
  entry: FunctionEntry,
  event: Record<string, unknown>,
  where: string,
): void {
  const [kind, ...others] = Object.keys(event)
  if (kind === undefined || others.length > 0) {
    throw new RouteError(
      `${where}: an event has one key, its type; this one has "${Object.keys(event).join(', ')}"`,
    )
  }
  if (kind === 'httpApi') addHttp(table, entry, event.httpApi, where)
  else if (kind === 'websocket') addWebSocket(table, entry, event.websocket, where)
  else if (kind === 'schedule') addSchedule(table, entry, event.schedule, where)
  else
    throw new RouteError(
      `${where}: unknown event type "${kind}"; this adapter serves httpApi, websocket and schedule`,
    )
}

function addHttp(table: RouteTable, entry: FunctionEntry, value: unknown, where: string): void {
  const { method: rawMethod, path: rawPath } = methodAndPath(value)
  const method = rawMethod.toUpperCase() === 'ANY' ? '*' : rawMethod.toUpperCase()
  const path = rawPath === '$default' || rawPath === '' ? '*' : rawPath
  if (!METHODS.includes(method) || !(path === '*' || path.startsWith('/'))) {
    throw new RouteError(
      `${where}: httpApi is "${rawMethod} ${rawPath}"; write METHOD /path, as in GET /items/{id}`,
    )
  }
  const shape = (text: string) => text.replace(/\{[^}]+\}/g, '{}')
  const twin = table.http.find((route) => route.method === method && shape(route.path) === shape(path))
  if (twin !== undefined) {
    throw new RouteError(
      `${where}: ${method} ${path} is already a route of function ${twin.entry.name}; remove one`,
    )
  }
  table.http.push({ method, path, entry })
}

function methodAndPath(value: unknown): { method: string; path: string } {
  if (typeof value === 'string') {
    if (value === '*' || value === '$default') return { method: '*', path: '*' }
    const [method = '', path = ''] = value.trim().split(/\s+/)
    return { method, path }
  }
  const { method = '*', path = '' } = (value ?? {}) as { method?: string; path?: string }
  return { method: String(method), path: String(path) }
}

function addWebSocket(table: RouteTable, entry: FunctionEntry, value: unknown, where: string): void {
  const routeKey = typeof value === 'string' ? value : (value as { route?: unknown } | null)?.route
  if (typeof routeKey !== 'string') throw new RouteError(`${where}: websocket needs a route, as in $connect`)
  const twin = table.websocket.get(routeKey)
  if (twin !== undefined) {
    throw new RouteError(
      `${where}: the WebSocket route ${routeKey} is already one of function ${twin.name}; remove one`,
    )
  }
  table.websocket.set(routeKey, entry)
}

function addSchedule(table: RouteTable, entry: FunctionEntry, value: unknown, where: string): void {
  const options = (typeof value === 'object' && value !== null ? value : { rate: value }) as {
    rate?: unknown
    name?: string
    enabled?: boolean
  }
  if (options.enabled === false) return
  const rate = String(Array.isArray(options.rate) ? options.rate[0] : options.rate)
  const match = /^rate\((\d+(?:\.\d+)?) (second|minute|hour|day)s?\)$/.exec(rate)
  const intervalMs = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN)
  if (!(intervalMs > 0)) {
    throw new RouteError(`${where}: schedule is "${rate}"; write a rate, as in rate(1 minute)`)
  }
  const name = options.name ?? entry.name
  if (table.schedules.some((schedule) => schedule.name === name)) {
    throw new RouteError(`${where}: the schedule ${name} is there twice; give one another name`)
  }
  table.schedules.push({ name, intervalMs, entry })
}
