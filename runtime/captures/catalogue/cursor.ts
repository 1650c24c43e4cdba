/** Cursors of a paged list: the place of the last row of a page, as opaque text. */

export interface Place {
  capturedAt: string
  id: number
}

export function encodeCursor({ capturedAt, id }: Place): string {
  return Buffer.from(`${id} ${capturedAt}`).toString('base64url')
}

/** Returns undefined for a text that encodeCursor did not make. */
export function decodeCursor(cursor: string): Place | undefined {
  const match = /^(\d+) (\d{4}-\d\d-\d\dT[\d:.]+Z)$/.exec(Buffer.from(cursor, 'base64url').toString())
  return match?.[1] && match[2] ? { id: Number(match[1]), capturedAt: match[2] } : undefined
}
