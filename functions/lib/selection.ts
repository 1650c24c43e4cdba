import type { z } from 'zod'
import type { CatalogueQuery } from '../../runtime/device/captures.ts'
import type { exportQuery } from './schemas.ts'

/** The catalogue's filter from a query's fields. */
export function toSelection(query: z.output<typeof exportQuery>): Omit<CatalogueQuery, 'limit' | 'cursor'> {
  const { sample_no: sampleNo, submission_no: submissionNo, text, from, to, order } = query
  const given = Object.entries({ sampleNo, submissionNo, text, from, to }).filter(
    ([, value]) => value !== undefined && value !== '',
  )
  return { order, ...Object.fromEntries(given) }
}
