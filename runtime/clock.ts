/**
 * The one clock that freshness is judged by: CLOCK_MONOTONIC, in milliseconds with a fraction.
 * It is the clock of V4L2's buffer timestamps (V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC, videodev2.h), the same in every process
 * of the machine, and a correction of the wall clock does not move it.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** The wall-clock time of a moment on the monotonic clock, as it reads now. */
export function toDate(atMonotonicMs: number): Date {
  return new Date(Date.now() + (atMonotonicMs - monotonicMs()))
}

/** ISO 8601 UTC with milliseconds and Z, of a moment on the monotonic clock. */
export function toIso(atMonotonicMs: number): string {
  return toDate(atMonotonicMs).toISOString()
}
