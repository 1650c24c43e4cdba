/**
 * Pages of the catalogue by keyset: a page costs the same at a million rows as at a thousand. The order is that of the rows, which
 * no step of the wall clock changes.
 */
import type { CatalogueEntry, CatalogueQuery } from '../../device/captures.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
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
  const where = ["state = 'stored'", `rejected = ${query.rejected === true ? 1 : 0}`]
  const values: (string | number)[] = []
  const filter = (condition: string, ...its: (string | number | undefined)[]) => {
    if (its.includes(undefined)) return
    where.push(condition)
    values.push(...(its as (string | number)[]))
  }
  const [after, upTo, order] = query.order === 'oldest' ? ['>', '<=', 'ASC'] : ['<', '>=', 'DESC']
  filter('sample_no = ?', query.sample_no)
  filter('submission_no = ?', query.submission_no)
  filter('captured_at >= ?', query.from)
  filter('captured_at < ?', query.to)
  filter(`id ${after} ?`, query.cursor === undefined ? undefined : decodeCursor(query.cursor))
  const select = (columns: string, limit: string) =>
    `SELECT ${columns} FROM captures WHERE ${where.join(' AND ')} ORDER BY id ${order} ${limit}`

  let sliceEnd: number | undefined
  if (query.text !== undefined) {
    sliceEnd = idOf(database.get(select('id', 'LIMIT 1 OFFSET ?'), ...values, SEARCH_SLICE_ROWS - 1))
    filter(`id ${upTo} ?`, sliceEnd)
    filter('instr(fold(description), ?) > 0', query.text.toLowerCase())
  }
  const rows = database.all(select('*', 'LIMIT ?'), ...values, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? idOf(page.at(-1)) : sliceEnd
  return {
    images: page.map((row) => toEntry(row, database.folder)),
    next_cursor: last === undefined ? null : encodeCursor(last),
  }
}

const idOf = (row: Record<string, unknown> | undefined) => row && Number(row.id)
