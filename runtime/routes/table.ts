/** The routes and schedules of serverless.yml, each with the function that it calls. */

/** The methods that an address can have beside HEAD, which comes with GET. */
export const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** One function of serverless.yml, as its context shows it. */
export interface FunctionFacts {
  name: string
  memoryMb: number
  timeoutMs: number
}

/** The module and export that a handler string names; not loaded yet. */
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

/** As in an event and in API Gateway's console: `GET /images/{filename}`, `ANY /files`, or `$default`. */
export function routeKeyOf({ method, path }: Pick<HttpRoute, 'method' | 'path'>): string {
  return path === '*' ? '$default' : `${method === '*' ? 'ANY' : method} ${path}`
}
