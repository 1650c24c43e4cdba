/** The gallery's filters, as they stand in the address: `#/gallery?sample=A1&from=2026-11-23`. */
import type { ImageQuery } from '../../../client/src/index.ts'

export const FILTER_NAMES = ['sample', 'submission', 'text', 'from', 'to', 'order'] as const
export type Filters = Partial<Record<(typeof FILTER_NAMES)[number], string>>

export function filtersOf(query: URLSearchParams): Filters {
  return Object.fromEntries(
    FILTER_NAMES.map((name) => [name, query.get(name) ?? '']).filter(([, value]) => value),
  )
}

/** What the service is asked; days begin and end where the operator is. */
export function toImageQuery({
  sample,
  submission,
  text,
  from,
  to,
  order,
}: Filters): Omit<ImageQuery, 'limit' | 'cursor'> {
  return {
    ...(sample ? { sample_no: sample } : {}),
    ...(submission ? { submission_no: submission } : {}),
    ...(text ? { text } : {}),
    ...(from && isDay(from) ? { from: startOfDay(from, 0) } : {}),
    // The service leaves `to` itself out, so the day after is given.
    ...(to && isDay(to) ? { to: startOfDay(to, 1) } : {}),
    ...(order === 'oldest' ? { order } : {}),
  }
}

const isDay = (text: string) => !Number.isNaN(Date.parse(`${text}T00:00`))

function startOfDay(day: string, daysLater: number): string {
  const start = new Date(`${day}T00:00`)
  start.setDate(start.getDate() + daysLater)
  return start.toISOString()
}
