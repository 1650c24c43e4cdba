/** A fixed window of a minute for each client address. */
const WINDOW_MS = 60_000
/** What watchdogs, load balancers and Prometheus ask must not be refused for asking often. */
const EXEMPT = /(^|\/)(health|ready|metrics)$/

export interface RateLimit {
  /** Counts a request; gives back the seconds to wait when it is one too many, else 0. */
  retryAfterS(address: string, path: string): number
}

/** Allows `perMinute` requests a minute and address; `nowMs` is a clock in milliseconds. */
export function rateLimit(perMinute: number, nowMs: () => number): RateLimit {
  const counts = new Map<string, number>()
  let windowEndsMs = nowMs() + WINDOW_MS
  return {
    retryAfterS(address, path) {
      if (EXEMPT.test(path)) return 0
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
