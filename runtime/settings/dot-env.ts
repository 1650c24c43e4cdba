/**
 * The `.env` file, read as Docker Compose and python-dotenv read it, so that one file means the same to all three
 * (docs.docker.com/compose/how-tos/environment-variables/variable-interpolation, "Env file syntax"):
 *
 * - `NAME=value`, with blanks around both parts, and `export` before the name, ignored;
 * - in an unquoted value, a `#` starts a comment only after a blank: a `#` inside a secret is part of the secret;
 * - "…" takes \n, \t, \r, \" and \\; '…' is literal; both may span lines;
 * - a byte order mark and CRLF line ends, which Windows editors write, do no harm.
 */
export interface DotEnv {
  values: Record<string, string>
  /** Lines that cannot be read: the start is refused, because a setting that is silently lost is worse. */
  problems: string[]
  /** Lines that can be read in two ways: logged at the start. */
  notices: string[]
}

/** In an unquoted value. */
const COMMENT = /\s#.*$/
/** People write a blank behind the # of a comment; without one, the # may belong to a secret. */
const LIKELY_CUT = /\s#\S/
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/** Reads the bytes of the file called `file` in messages. `isSecret` tells which values a cut would harm most. */
export function parseDotEnv(bytes: Buffer, file: string, isSecret: (name: string) => boolean): DotEnv {
  const read: DotEnv = { values: {}, problems: [], notices: [] }
  if (bytes.includes(0)) {
    read.problems.push(`${file} is saved as UTF-16 or is not a text file. Save it as UTF-8.`)
    return read
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n')
  } catch {
    read.problems.push(`${file} is not valid UTF-8. Save it as UTF-8.`)
    return read
  }
  const firstLine: Record<string, number> = {}
  for (let at = 0, line = 1; at < text.length; ) {
    const end = endOfEntry(text, at)
    const entry = text.slice(at, end)
    addEntry(entry, line)
    line += entry.split('\n').length
    at = end + 1
  }
  return read

  function addEntry(entry: string, line: number): void {
    const where = `${file}, line ${line}`
    if (/^\s*(#|$)/.test(entry)) return
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=([\s\S]*)$/.exec(entry)
    if (match === null) {
      read.problems.push(`${where} is not valid. Expected NAME=value, or # before a comment.`)
      return
    }
    const [, name = '', written = ''] = match
    const value = readValue(written)
    if (value === undefined) {
      read.problems.push(
        `${where}: the value of ${name} starts with a quotation mark that is not closed, or text follows the closing one. ` +
          'Close it, or put the whole value into single quotation marks.',
      )
      return
    }
    const before = read.values[name]
    if (before !== undefined && before !== value) {
      read.problems.push(
        `${where}: ${name} has another value in line ${firstLine[name]}. Remove one of the two lines.`,
      )
    }
    if (isSecret(name) && value !== '' && !/^\s*["']/.test(written) && LIKELY_CUT.test(written)) {
      read.notices.push(
        `${where}: the value of ${name} ends before the # because a blank stands before it. ` +
          'Where the # belongs to the value, put the value into single quotation marks.',
      )
    }
    read.values[name] = value
    firstLine[name] ??= line
  }
}

/** An entry ends with its line, or where a quoted value begins in it, with the line on which that value ends. */
function endOfEntry(text: string, start: number): number {
  const lineEnd = (from: number) => {
    const found = text.indexOf('\n', from)
    return found < 0 ? text.length : found
  }
  const firstEnd = lineEnd(start)
  const opening = /^[^#=\n]*=[ \t]*(["'])/.exec(text.slice(start, firstEnd))
  if (opening === null) return firstEnd
  const quote = opening[1] as string
  for (let at = start + opening[0].length; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++
    else if (text[at] === quote) return lineEnd(at)
  }
  return firstEnd
}

/** Undefined for a quotation mark that is not closed, or that text other than a comment follows. */
function readValue(written: string): string | undefined {
  const trimmed = written.trimStart()
  const quote = trimmed[0]
  if (quote !== '"' && quote !== "'") return written.replace(COMMENT, '').trim()
  const body = quote === '"' ? /^"((?:[^"\\]|\\[\s\S])*)"/ : /^'([^']*)'/
  const match = body.exec(trimmed)
  if (match === null || !/^\s*(#.*)?$/.test(trimmed.slice(match[0].length))) return undefined
  const inner = match[1] as string
  return quote === '"' ? inner.replace(/\\([nrt"\\$])/g, (_, letter) => ESCAPES[letter] ?? letter) : inner
}
