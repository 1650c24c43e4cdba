/** Counts the answers 401 and 403 of each client address, logs them, and slows down an address that gets many. */
import { setTimeout as delay } from 'node:timers/promises'
import { requestsRefused } from '../../metrics.ts'
import type { GatewayLogger } from '../logger.ts'

const WINDOW_MS = 60_000
/** Refusals in a minute that cost nothing: a gallery with an old token asks for each of its pictures before it signs in again. */
export const FREE = 200
const STEP_MS = 50
/** The delay hinders guessing; a connection is not held for long. */
const MAX_DELAY_MS = 1_000
/** More addresses than this are counted as one. */
const MAX_ADDRESSES = 10_000

export interface Refusals {
  /** Call it before the answer is sent. Resolves when the answer may go out. */
  note(address: string, status: 401 | 403): Promise<void> | undefined
}

/** `nowMs` is a monotonic clock in milliseconds. One line in the log per address and minute, with the number of refusals at its end. */
export function watchRefusals(logger: GatewayLogger, nowMs: () => number): Refusals {
  let counts = new Map<string, number>()
  let windowEndsMs = nowMs() + WINDOW_MS
  return {
    note(address, status) {
      requestsRefused.inc({ status })
      const now = nowMs()
      if (now >= windowEndsMs) {
        for (const [source_ip, count] of counts)
          if (count > 1)
            logger.warn('Requests of a client were refused in the last minute', { source_ip, count })
        counts = new Map()
        windowEndsMs = now + WINDOW_MS
      }
      const key = counts.size < MAX_ADDRESSES || counts.has(address) ? address : 'others'
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count === 1) logger.warn('A request was refused', { source_ip: address, status })
      const delayMs = Math.min(MAX_DELAY_MS, (count - FREE) * STEP_MS)
      return delayMs > 0 ? delay(delayMs) : undefined
    },
  }
}
