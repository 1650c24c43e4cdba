/** Pages of the catalogue by keyset: a page costs the same at a million rows as at a thousand. */
import type { CatalogueEntry, CatalogueQuery } from '../../device/captures.ts'
import { decodeCursor, encodeCursor, type Place } from './cursor.ts'
import type { CatalogueDatabase } from './database.ts'
import { toEntry } from './rows.ts'

export interface Page {
  images: CatalogueEntry[]
  next_cursor: string | null
}

/** No index finds text inside a description, so its rows are read; this many at a time, so that a capture never waits for a search. */
const SEARCH_SLICE_ROWS = 10_000

/** Returns a page. Where text is searched, the page covers one slice of the rows: it may be short although more pages follow. */
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
  filter('sample_no = ?', query.sample_no)
  filter('submission_no = ?', query.submission_no)
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
