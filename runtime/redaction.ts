/**
 * Removes credentials from text that a person or a program may read: log, settings, doctor, status, errors. Two ways together:
 * values that are known to be secret (keepSecret), and the forms in which addresses and command lines hold a password.
 */

const HIDDEN = '***'
/** Shorter values would also hide parts of ordinary words and numbers. */
const MIN_SECRET_CHARACTERS = 5
const FREE_STANDING_CHARACTERS = 8

/** Names under which cameras and programs take a password or a key, and those under which they take a user. */
const PASSWORD_NAME =
  '(?:pass(?:w(?:or)?d|phrase)?|loginpas|pwd|psw|user[-_]?pw|pw|secret|(?:access[-_]?)?token|auth|api[-_]?key|credentials?)'
const USER_NAME = '(?:user(?:[-_]?(?:name|id))?|usr|login|loginuse)'
const VALUE = '("[^"]*"|\'[^\']*\'|[^\\s&;,"\']+)'
const PREFIX = '(?:[a-z]+[-_])?'
/** Three base64url parts that begin with a JSON object: a JWT (RFC 7519). */
const JWT = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g
/** Up to the last @ of the word: people write passwords with a slash or an @ unencoded. Our own messages show user:password@. */
const USER_INFO = /\/\/(?!user:password@)[^\s"'<>]*@/g
/** The query of an absolute address; cameras take the password there under many names. */
const QUERY = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>?]*)\?[^\s"'<>]+/gi
const NAMED_VALUE = new RegExp(`(^|[^a-z])(${PREFIX}(?:${PASSWORD_NAME}|${USER_NAME})=)${VALUE}`, 'gi')
const OPTION = new RegExp(`(^|\\s)(--${PREFIX}(?:${PASSWORD_NAME}|${USER_NAME})\\s+)${VALUE}`, 'gi')
/** As curl takes it. */
const USER_OPTION = /(^|\s)(-u\s*)([^\s:"']+:[^\s"']+)/g
const HEADER = /\b((?:proxy-)?authorization\s*[:=]\s*|cookie\s*:\s*)[^"'\r\n]+/gi

/** In a camera's source: `password=…`, `--password …`, `-p …`; and `-u user:password`, as curl takes it. */
const SOURCE_PASSWORD = new RegExp(
  `(?:(?:^|[^a-z])${PREFIX}${PASSWORD_NAME}=|(?:^|\\s)(?:-p|--${PREFIX}${PASSWORD_NAME})\\s+)${VALUE}`,
  'gi',
)
const SOURCE_USER_OPTION = new RegExp(`(?:^|\\s)(?:-u\\s*|--${PREFIX}${USER_NAME}(?:\\s+|=))${VALUE}`, 'gi')
const SOURCE_HEADER = /authorization\s*:\s*([^"'\r\n]+)/gi

const known = new Set<string>()
let knownPattern: RegExp | null = null

/** From now on each of the values is hidden wherever redact() meets it. Values of fewer than 5 characters are not kept. */
export function keepSecret(...values: string[]): void {
  for (const value of values) if (value.length >= MIN_SECRET_CHARACTERS) known.add(value)
  const parts = [...known].sort((a, b) => b.length - a.length).map(asPattern)
  knownPattern = parts.length === 0 ? null : new RegExp(parts.join('|'), 'g')
}

/** The text without credentials; `***` is in their place. */
export function redact(text: string): string {
  return (knownPattern === null ? text : text.replace(knownPattern, HIDDEN))
    .replace(JWT, HIDDEN)
    .replace(HEADER, `$1${HIDDEN}`)
    .replace(USER_INFO, `//${HIDDEN}@`)
    .replace(QUERY, `$1?${HIDDEN}`)
    .replace(USER_OPTION, `$1$2${HIDDEN}`)
    .replace(OPTION, `$1$2${HIDDEN}`)
    .replace(NAMED_VALUE, `$1$2${HIDDEN}`)
}

/** A camera's source as it may be shown: an address without user, password and query; of a command only the program. */
export function shownSource(source: string): string {
  const [, program] = /^command:\s*("[^"]*"|'[^']*'|\S+)/.exec(source) ?? []
  return program === undefined ? redact(source) : `command:${redact(program)} …`
}

/**
 * The passwords and keys in a camera's source: as written, decoded, percent-encoded, and as HTTP Basic sends them. User names are not
 * among them: they are often ordinary words, and redact() hides them by their place.
 */
export function secretsIn(source: string): string[] {
  const found = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, value = '']) => unquoted(value))
  const pairs = [...found(/\/\/([^\s"'<>]*)@/g), ...found(SOURCE_USER_OPTION)].filter((pair) =>
    pair.includes(':'),
  )
  return [
    ...pairs.flatMap((pair) => [...spellings(pair.slice(pair.indexOf(':') + 1)), basic(pair)]),
    ...found(SOURCE_PASSWORD).flatMap(spellings),
    ...found(SOURCE_HEADER).map((value) => value.replace(/^\S+\s+/, '')),
  ]
}

function asPattern(value: string): string {
  const escaped = value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  return value.length < FREE_STANDING_CHARACTERS ? `(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])` : escaped
}

function spellings(value: string): string[] {
  const decoded = decodedOrSame(value)
  return [value, decoded, encodeURIComponent(decoded)]
}

function basic(userAndPassword: string): string {
  return Buffer.from(decodedOrSame(userAndPassword)).toString('base64')
}

function decodedOrSame(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

const unquoted = (value: string) => value.replace(/^(["'])(.*)\1$/, '$2')
