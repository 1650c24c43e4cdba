import type { CatalogueQuery } from '../device/captures.ts'
import { unfitRequest } from '../errors.ts'
import { decodeCursor } from './catalogue/cursor.ts'
import type { Page } from './catalogue/listing.ts'
import type { CatalogueThread } from './catalogue/thread.ts'

/** Returns a whole page, from as many slices as it takes. Throws VALIDATION_ERROR for a cursor that is not from a page. */
export async function listPage(catalogue: CatalogueThread, query: CatalogueQuery): Promise<Page> {
  if (query.cursor !== undefined && decodeCursor(query.cursor) === undefined) {
    const message = 'is not a valid cursor; use next_cursor of the page before, or leave it out'
    throw unfitRequest([{ path: 'query.cursor', message }])
  }
  const page: Page = { images: [], next_cursor: query.cursor ?? null }
  do {
    const slice = await catalogue.listSlice({
      ...query,
      limit: query.limit - page.images.length,
      ...(page.next_cursor === null ? {} : { cursor: page.next_cursor }),
    })
    page.images.push(...slice.images)
    page.next_cursor = slice.next_cursor
  } while (page.next_cursor !== null && page.images.length < query.limit)
  return page
}
