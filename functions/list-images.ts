import type { z } from 'zod'
import type { CatalogueQuery } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import { captureOperations } from './lib/api/capture-operations.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'
import type { listQuery } from './lib/schemas.ts'
import { toSelection } from './lib/selection.ts'

/** One page of the catalogue; `next_cursor` leads to the next. */
export async function listImages(
  { query }: Input<undefined, undefined, z.output<typeof listQuery>>,
  { captures }: Device,
) {
  const wanted: CatalogueQuery = {
    ...toSelection(query),
    limit: query.limit,
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
  }
  return { success: true, data: await captures.list(wanted), timestamp: new Date().toISOString() }
}

export const handler = http(captureOperations.listImages, listImages)
