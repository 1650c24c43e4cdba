/** Pages of the catalogue by keyset: a page costs the same at a million rows as at a thousand. */
import type { CatalogueEntry, CatalogueQuery } from '../../device/captures.ts'
import { unfitRequest } from '../../errors.ts'
import type { CatalogueDatabase } from './database.ts'
import { toEntry } from './rows.ts'
import type { CatalogueThread } from './thread.ts'

export interface Page {
  images: CatalogueEntry[]
  next_cursor: string | null
}

interface Place {
  capturedAt: string
  id: number
}

/** No index finds text inside a description, so its rows are read; this many at a time, so that a capture never waits for a search. */
const SEARCH_SLICE_ROWS = 10_000

/** A whole page, of as many slices as it takes. Throws VALIDATION_ERROR for a cursor that no page gave. */
export async function listPage(catalogue: CatalogueThread, query: CatalogueQuery): Promise<Page> {
  if (query.cursor !== undefined && decodeCursor(query.cursor) === undefined) {
    const message = 'is of no page of this list; take next_cursor of a page before, or leave it out'
    throw unfitRequest([{ path: 'query.cursor', message }])
  }
  const page: Page = { images: [], next_cursor: query.cursor ?? null }
  do {
    const slice = await catalogue.list({
      ...query,
      limit: query.limit - page.images.length,
      ...(page.next_cursor === null ? {} : { cursor: page.next_cursor }),
    })
    page.images.push(...slice.images)
    page.next_cursor = slice.next_cursor
  } while (page.next_cursor !== null && page.images.length < query.limit)
  return page
}

/** A page, or where text is searched for, what a slice of the rows has of it: then it may be shorter and go on all the same. */
export function listSlice(database: CatalogueDatabase, query: CatalogueQuery): Page {
  const where = ["state = 'stored'"]
  const values: (string | number)[] = []
  const filter = (condition: string, ...its: (string | number | undefined)[]) => {
    if (its.includes(undefined)) return
    where.push(condition)
    values.push(...(its as (string | number)[]))
  }
  const [after, upTo, order] = query.order === 'oldest' ? ['>', '<=', 'ASC'] : ['<', '>=', 'DESC']
  const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor)
  filter('sample_no = ?', query.sampleNo)
  filter('submission_no = ?', query.submissionNo)
  filter('captured_at >= ?', query.from)
  filter('captured_at < ?', query.to)
  filter(`(captured_at, id) ${after} (?, ?)`, cursor?.capturedAt, cursor?.id)
  const select = (columns: string, limit: string) =>
    `SELECT ${columns} FROM captures WHERE ${where.join(' AND ')} ORDER BY captured_at ${order}, id ${order} ${limit}`

  let sliceEnd: Place | undefined
  if (query.text !== undefined) {
    sliceEnd = placeOf(
      database.get(select('captured_at, id', 'LIMIT 1 OFFSET ?'), ...values, SEARCH_SLICE_ROWS - 1),
    )
    filter(`(captured_at, id) ${upTo} (?, ?)`, sliceEnd?.capturedAt, sliceEnd?.id)
    filter('instr(fold(description), ?) > 0', query.text.toLowerCase())
  }
  const rows = database.all(select('*', 'LIMIT ?'), ...values, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? placeOf(page.at(-1)) : sliceEnd
  return {
    images: page.map((row) => toEntry(row, database.folder)),
    next_cursor: last === undefined ? null : encodeCursor(last),
  }
}

function placeOf(row: Record<string, unknown> | undefined): Place | undefined {
  return row && { capturedAt: String(row.captured_at), id: Number(row.id) }
}

function encodeCursor({ capturedAt, id }: Place): string {
  return Buffer.from(`${id} ${capturedAt}`).toString('base64url')
}

/** Undefined for a cursor that is none of ours. */
function decodeCursor(cursor: string): Place | undefined {
  const match = /^(\d+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(Buffer.from(cursor, 'base64url').toString())
  return match?.[1] && match[2] ? { id: Number(match[1]), capturedAt: match[2] } : undefined
}
