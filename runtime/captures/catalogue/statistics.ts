/** Statistics over the whole catalogue, from counters and indexes: they cost the same at any size. */
import type { CaptureStats } from '../../device/captures.ts'
import { counters } from './counters.ts'
import type { CatalogueDatabase } from './database.ts'

const PERCENTILE_WINDOW = 1000

/** The statistics as the API shows them; average and percentiles are of successful captures, in seconds. */
export function statistics(database: CatalogueDatabase): CaptureStats {
  const counted = counters(database)
  const { successes = 0, timed = 0, timed_ms = 0, used_bytes = 0, expired = 0 } = counted
  const failures = Object.entries(counted)
    .filter(([name]) => name.startsWith('failures '))
    .map(([name, count]) => [name.slice('failures '.length), count] as const)
  const failed = failures.reduce((sum, [, count]) => sum + count, 0)
  return {
    total_captures: successes + failed,
    successful_captures: successes,
    failed_captures: failed,
    average_capture_time: timed === 0 ? 0 : Math.round(timed_ms / timed) / 1000,
    last_capture_time: lastCaptureAt(database),
    storage_used: used_bytes,
    expired_captures: expired,
    failures_by_code: Object.fromEntries(failures),
    capture_time_percentiles: percentiles(database),
  }
}

function lastCaptureAt(database: CatalogueDatabase): string | null {
  const last = database.get(
    "SELECT captured_at FROM captures WHERE state = 'stored' AND rejected = 0 ORDER BY id DESC LIMIT 1",
  )
  return (last?.captured_at ?? null) as string | null
}

function percentiles(database: CatalogueDatabase): CaptureStats['capture_time_percentiles'] {
  const timesMs = database
    .all(
      'SELECT total_ms FROM captures WHERE total_ms IS NOT NULL ORDER BY id DESC LIMIT ?',
      PERCENTILE_WINDOW,
    )
    .map(({ total_ms }) => Number(total_ms))
    .sort((a, b) => a - b)
  if (timesMs.length === 0) return null
  const seconds = (quantile: number) =>
    Math.round(timesMs[Math.min(timesMs.length - 1, Math.floor(quantile * timesMs.length))] ?? 0) / 1000
  return { p50: seconds(0.5), p95: seconds(0.95), p99: seconds(0.99) }
}
