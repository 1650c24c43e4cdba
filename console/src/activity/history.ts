/** The data of the charts: the catalogue's rows of the last day. */
import type { CatalogueEntry } from '../../../client/src/index.ts'
import { totalMs } from '../gallery/picture-facts.tsx'
import { client } from '../state/service.ts'

const HOUR_MS = 3_600_000
export const HOURS = 24
/** The most that the service gives at once. */
const PAGE_SIZE = 500
/** A day at one picture every minute and a half; more would say no more. */
const MOST = 1_000

/** Newest first. */
export async function loadLastDay(signal: AbortSignal): Promise<CatalogueEntry[]> {
  const from = new Date(startOfHour(Date.now()) - (HOURS - 1) * HOUR_MS).toISOString()
  const pictures: CatalogueEntry[] = []
  let cursor: string | null = null
  do {
    const page = await client.images({ from, limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) }, { signal })
    pictures.push(...page.images)
    cursor = page.next_cursor
  } while (cursor !== null && pictures.length < MOST)
  return pictures
}

/** uPlot's form: one list of x (seconds since the epoch), one of y. */
export type Series = [x: number[], y: number[]]

/** Pictures in each of the last hours, the one that runs included. */
export function perHour(pictures: CatalogueEntry[], now = Date.now()): Series {
  const first = startOfHour(now) - (HOURS - 1) * HOUR_MS
  const counts = new Array<number>(HOURS).fill(0)
  for (const { image_data } of pictures) {
    const hour = Math.floor((Date.parse(image_data.captured_at) - first) / HOUR_MS)
    if (hour >= 0 && hour < HOURS) counts[hour] = (counts[hour] ?? 0) + 1
  }
  return [counts.map((_, hour) => (first + hour * HOUR_MS) / 1000), counts]
}

/** How long each picture took, oldest first, in milliseconds. */
export function durations(pictures: CatalogueEntry[]): Series {
  return series(pictures, ({ durations }) => totalMs(durations))
}

/** How long after its request each picture was exposed, oldest first, in milliseconds. */
export function exposureDelays(pictures: CatalogueEntry[]): Series {
  return series(pictures, ({ freshness }) => -freshness.frame_age_ms)
}

function series(pictures: CatalogueEntry[], measure: (picture: CatalogueEntry) => number | null): Series {
  const points = pictures
    .map((picture): [number, number | null] => [
      Date.parse(picture.image_data.captured_at) / 1000,
      measure(picture),
    ])
    .filter((point): point is [number, number] => point[1] !== null)
    .sort(([a], [b]) => a - b)
  return [points.map(([x]) => x), points.map(([, y]) => y)]
}

/** Hours begin where the operator is: not everywhere is a whole number of them from UTC. */
function startOfHour(ms: number): number {
  return new Date(ms).setMinutes(0, 0, 0)
}
