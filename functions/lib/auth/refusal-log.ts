/** Says in the log which check tokens fail. The token itself never appears. */
import { monotonicMs } from '../../../runtime/clock.ts'
import { logger } from '../../../runtime/logger.ts'
import { tokensRefused } from '../../../runtime/metrics.ts'
import type { FailedCheck } from './failures.ts'

/** One line for each check in this time, so that a caller cannot fill the log. */
const INTERVAL_MS = 10_000

const lines = new Map<FailedCheck, { loggedAtMs: number; unlogged: number }>()

/** Counts every refusal; logs the first, and after that at most one in ten seconds with the number of the others. */
export function logRefusal(check: FailedCheck): void {
  tokensRefused.inc({ check })
  const now = monotonicMs()
  const line = lines.get(check)
  if (line !== undefined && now - line.loggedAtMs < INTERVAL_MS) {
    line.unlogged += 1
    return
  }
  logger.warn('A token was refused', { check, ...(line?.unlogged ? { also_refused: line.unlogged } : {}) })
  lines.set(check, { loggedAtMs: now, unlogged: 0 })
}
