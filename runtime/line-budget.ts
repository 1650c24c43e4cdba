/** Which lines of a log are written, so that one client cannot push the others out of it. */
import { monotonicMs } from './clock.ts'

const WINDOW_MS = 60_000
/** More keys than this share one. */
const MAX_KEYS = 5_000
const OTHERS = 'others'
/** A full table is not searched for old windows at every line: that would cost a flood of addresses little and the service much. */
const FORGET_INTERVAL_MS = 1_000

export interface LineBudget {
  /** Null: leave the line out. Else how many lines of this key were left out since the last one that was written. */
  take(key: string): number | null
}

/** Allows `linesPerMinute` lines for each key. `nowMs` is a monotonic clock in milliseconds. */
export function lineBudget(linesPerMinute: number, nowMs: () => number = monotonicMs): LineBudget {
  const windows = new Map<string, { endsAtMs: number; written: number; leftOut: number }>()
  let forgotAtMs = Number.NEGATIVE_INFINITY
  const forgetOld = (now: number) => {
    if (now - forgotAtMs < FORGET_INTERVAL_MS) return
    forgotAtMs = now
    for (const [key, { endsAtMs }] of windows) if (endsAtMs <= now) windows.delete(key)
  }
  return {
    take(wanted) {
      const now = nowMs()
      if (windows.size >= MAX_KEYS && !windows.has(wanted)) forgetOld(now)
      const key = windows.size < MAX_KEYS || windows.has(wanted) ? wanted : OTHERS
      const known = windows.get(key)
      const isOpen = known !== undefined && now < known.endsAtMs
      if (isOpen && known.written >= linesPerMinute) {
        known.leftOut += 1
        return null
      }
      const leftOut = known?.leftOut ?? 0
      if (isOpen) {
        known.written += 1
        known.leftOut = 0
      } else windows.set(key, { endsAtMs: now + WINDOW_MS, written: 1, leftOut: 0 })
      return leftOut
    },
  }
}
