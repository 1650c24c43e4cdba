/** A token that seems to be issued in the future: the clock of this host or of the sign-in server is wrong. */
import { monotonicMs } from '../../../runtime/clock.ts'
import { logger } from '../../../runtime/logger.ts'

const INTERVAL_MS = 600_000
let warnedAtMs = Number.NEGATIVE_INFINITY

/**
 * Warns, at most every ten minutes, where `iat` (seconds since 1970) is later than now and the tolerance. The token is not refused:
 * a computer without a battery-backed clock starts days behind, and must take pictures all the same. RFC 7519 section 4.1.6 asks for
 * no refusal.
 */
export function noteIssuedLater({ iat }: { iat?: number | undefined }, toleranceS: number): void {
  const aheadS = (iat ?? 0) - Date.now() / 1000
  if (aheadS <= toleranceS || monotonicMs() - warnedAtMs < INTERVAL_MS) return
  warnedAtMs = monotonicMs()
  logger.warn(
    'A token was issued later than the time of this host. One of the two clocks is wrong: run "timedatectl" here and on the sign-in server.',
    { ahead_s: Math.round(aheadS) },
  )
}
