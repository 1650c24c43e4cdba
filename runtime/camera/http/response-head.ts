/**
 * The head of a camera's answer, read more tolerantly than a web server's: line feeds without carriage returns, lines without a colon,
 * doubled headers, HTTP/1.0, Shoutcast's ICY, and answers without any head. Bounded in length.
 */

export interface ResponseHead {
  statusCode: number
  /** All values of each header in the order they came, by name in lower case. */
  headers: Map<string, string[]>
  /** How many of the bytes belong to the head. */
  sizeBytes: number
}

/** Cameras send some hundred bytes; a server that sends more than this never means to end. */
export const MAX_HEAD_BYTES = 64 * 1024
const STATUS_LINE = /^\s*(?:HTTP\/\d+(?:\.\d+)?|ICY)\s+(\d{3})/i
const HEAD_END = /\r?\n\r?\n/

/** Returns null while the head is incomplete. Throws Error with the end of a sentence when it is not HTTP or never ends. */
export function readHead(bytes: Buffer): ResponseHead | null {
  if (isBody(bytes)) return { statusCode: 200, headers: new Map(), sizeBytes: 0 }
  const raw = bytes.toString('latin1', 0, MAX_HEAD_BYTES + 1)
  const text = raw.trimStart()
  if (text.length >= 5 && !/^(HTTP\/|ICY )/i.test(text))
    throw new Error('it does not answer in HTTP. Check the port')
  const end = HEAD_END.exec(text)
  if (end === null) {
    if (raw.length > MAX_HEAD_BYTES)
      throw new Error(`its answer has headers of more than ${MAX_HEAD_BYTES} bytes`)
    return null
  }
  const leading = raw.length - text.length
  const head = text.slice(0, end.index)
  const [first = '', ...lines] = head.split(/\r?\n/)
  const statusCode = Number(STATUS_LINE.exec(first)?.[1] ?? Number.NaN)
  if (Number.isNaN(statusCode)) throw new Error('it does not answer in HTTP. Check the port')
  return { statusCode, headers: readHeaders(lines), sizeBytes: leading + end.index + end[0].length }
}

/** A picture or a part's boundary where a head should be. */
function isBody(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xd8) || (bytes[0] === 0x2d && bytes[1] === 0x2d)
}

function readHeaders(lines: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  let last: string[] | undefined
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[last.length - 1] += ` ${line.trim()}` // folded, RFC 9112 section 5.2
    } else if (colon > 0) {
      const name = line.slice(0, colon).trim().toLowerCase()
      last = headers.get(name) ?? []
      last.push(line.slice(colon + 1).trim())
      headers.set(name, last)
    }
  }
  return headers
}
