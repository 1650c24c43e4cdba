import { z } from 'zod'
import type { CatalogueQuery } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import { imagePage } from './lib/api/capture-models.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'
import { count } from './lib/schemas.ts'
import { selectionQuery, toSelection } from './lib/selection.ts'

export const listQuery = z.object({
  ...selectionQuery,
  state: z.enum(['stored', 'rejected'], { error: 'must be stored or rejected' }).default('stored').meta({
    description: 'rejected: pictures that the plate gate rejected, which are not listed otherwise.',
  }),
  limit: count(1, 500).default(50).meta({ description: 'Pictures per page. Default: 50.' }),
  cursor: z.string().max(200).optional().meta({ description: '`next_cursor` of the page before.' }),
})

/** One page of the catalogue; `next_cursor` leads to the next. */
export async function listImages(
  { query }: Input<undefined, undefined, z.output<typeof listQuery>>,
  { captures }: Device,
) {
  const wanted: CatalogueQuery = {
    ...toSelection(query),
    limit: query.limit,
    ...(query.state === 'rejected' ? { rejected: true } : {}),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
  }
  return { success: true, data: await captures.list(wanted), timestamp: new Date().toISOString() }
}

export const handler = http(
  {
    access: 'read',
    tag: 'Pictures',
    summary: 'Find stored pictures',
    query: listQuery,
    responses: { 200: { description: 'One page.', body: answer(imagePage) } },
  },
  listImages,
)
