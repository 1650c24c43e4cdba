/** Cursors of a paged list: the row that a page ends with, as opaque text. */

export function encodeCursor(id: number): string {
  return Buffer.from(`row ${id}`).toString('base64url')
}

/** Returns undefined for a text that encodeCursor did not make. */
export function decodeCursor(cursor: string): number | undefined {
  const id = /^row (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  return id === undefined ? undefined : Number(id)
}
