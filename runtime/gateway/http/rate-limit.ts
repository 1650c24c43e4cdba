/** Limits the requests of one client address in a minute. */

/** A fixed window of a minute for each client address. */
const WINDOW_MS = 60_000
/** Routes of watchdogs, load balancers and Prometheus, which ask often. */
const EXEMPT = /(^|\/)(health|ready|metrics)$/

export interface RateLimit {
  /**
   * Counts a request, and returns the seconds to wait when it is one too many, else 0. `route` is the path of the route that serves the
   * request, as in serverless.yml: the address on the request line can be written in many ways.
   */
  retryAfterS(address: string, route: string | undefined): number
}

/** Allows `perMinute` requests a minute and address; `nowMs` is a clock in milliseconds. */
export function rateLimit(perMinute: number, nowMs: () => number): RateLimit {
  const counts = new Map<string, number>()
  let windowEndsMs = nowMs() + WINDOW_MS
  return {
    retryAfterS(address, route) {
      if (route !== undefined && EXEMPT.test(route)) return 0
      const now = nowMs()
      if (now >= windowEndsMs) {
        counts.clear()
        windowEndsMs = now + WINDOW_MS
      }
      const count = (counts.get(address) ?? 0) + 1
      counts.set(address, count)
      return count > perMinute ? Math.ceil((windowEndsMs - now) / 1000) : 0
    },
  }
}
