/** Facts of a request itself, over HTTP and in a WebSocket handshake. */
import type { IncomingMessage } from 'node:http'

/** `url` is path and query string, as on the request line. */
type Addressed = Pick<IncomingMessage, 'url'>

/** The request's path as it came, without the query string. */
export function pathOf({ url = '/' }: Addressed): string {
  const queryAt = url.indexOf('?')
  return queryAt < 0 ? url : url.slice(0, queryAt)
}

/** What follows the first `?`, as it came; empty where there is none. */
export function queryOf({ url = '/' }: Addressed): string {
  const queryAt = url.indexOf('?')
  return queryAt < 0 ? '' : url.slice(queryAt + 1)
}
