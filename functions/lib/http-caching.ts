/** Conditional and range requests (RFC 9110). */
type Headers = Record<string, string | undefined>

/** If-None-Match by weak comparison (section 13.1.2). */
export function notModified(headers: Headers, etag: string): boolean {
  const asked = headers['if-none-match']
  if (asked === undefined) return false
  return asked === '*' || asked.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/**
 * The one byte range asked for, both ends inclusive; null for the whole (no range, several ranges, a range that cannot be
 * read, or an If-Range of another version: sections 14.2 and 13.1.5).
 */
export function byteRange(
  headers: Headers,
  { sizeBytes, etag }: { sizeBytes: number; etag: string },
): { start: number; end: number } | 'unsatisfiable' | null {
  const ifRange = headers['if-range']
  if (ifRange !== undefined && ifRange !== etag) return null
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return null
  const [first, last] = [match[1] as string, match[2] as string]
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes)
    return length === 0 ? 'unsatisfiable' : { start: sizeBytes - length, end: sizeBytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (last !== '' && Number(last) < start) return null
  return start >= sizeBytes ? 'unsatisfiable' : { start, end }
}
