/** The selection of stored pictures in a request. */
import { z } from 'zod'
import type { CatalogueQuery } from '../../runtime/device/captures.ts'
import { identifierFilter } from '../../runtime/device/identifier.ts'
import { time } from './schemas.ts'

/** Query fields that the catalogue and the export share. */
export const selectionQuery = {
  sample_no: identifierFilter.optional().meta({ description: 'Exactly this sample.' }),
  submission_no: identifierFilter.optional().meta({ description: 'Exactly this submission.' }),
  text: z
    .string()
    .overwrite((text) => text.normalize('NFC'))
    .optional()
    .meta({ description: 'Part of the description.' }),
  from: time.optional().meta({ description: 'Taken at or after this time.' }),
  to: time.optional().meta({ description: 'Taken before this time.' }),
  order: z.enum(['newest', 'oldest'], { error: 'must be newest or oldest' }).default('newest'),
}
const selection = z.object(selectionQuery)

/** The catalogue's filter from a query's fields; an empty field does not filter. */
export function toSelection(query: z.output<typeof selection>): Omit<CatalogueQuery, 'limit' | 'cursor'> {
  const { sample_no, submission_no, text, from, to, order } = query
  const given = Object.entries({ sample_no, submission_no, text, from, to }).filter(
    ([, value]) => value !== undefined && value !== '',
  )
  return { order, ...Object.fromEntries(given) }
}
