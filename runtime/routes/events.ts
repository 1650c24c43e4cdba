/** One event of a function in serverless.yml, as a row of the route table. */
import { type FunctionEntry, METHODS, RouteError, type RouteTable } from './table.ts'

const WRITABLE_METHODS: string[] = [...METHODS, 'HEAD', '*', 'ANY']
const UNIT_MS: Record<string, number> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Adds a row; `where` says of which function and line. Throws RouteError for an event that cannot be served or is there twice. */
export function addEvent(
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
  if (!WRITABLE_METHODS.includes(method) || !(path === '*' || path.startsWith('/'))) {
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
