/** The JSON body of a request. It must be UTF-8 (RFC 8259 section 8.1): guessed text would mix samples up. */
import { isAscii } from 'node:buffer'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { ServiceError } from '../../runtime/errors.ts'

/**
 * The parsed body; an empty object if there is none. Throws UNSUPPORTED_MEDIA_TYPE, and VALIDATION_ERROR for a body that is
 * not UTF-8 (with the offset of the first wrong byte) or not JSON.
 */
export function jsonBody({ body, headers, isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  if (body === undefined || body === '') return {}
  const { type, charset } = contentType(headers['content-type'])
  if (type !== '' && type !== 'application/json' && !type.endsWith('+json')) {
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', `The body must be application/json, not ${type}.`)
  }
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  // Some clients name a charset that they do not use; the bytes of ASCII are the same in every one of them.
  if (!['', 'utf-8', 'utf8', 'us-ascii'].includes(charset) && !isAscii(bytes)) {
    throw new ServiceError(
      'UNSUPPORTED_MEDIA_TYPE',
      `The body must be UTF-8, not ${charset}. Send it as application/json; charset=utf-8.`,
    )
  }
  const text = decode(bytes)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw notValid(
      'is not valid JSON',
      text.includes('\0') ? ' It looks like UTF-16. Send it as UTF-8.' : '',
      error,
    )
  }
}

function contentType(header = '') {
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  const charset =
    parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length) ?? ''
  return { type, charset: charset.replaceAll('"', '') }
}

/** Without a byte order mark. A replacement character is refused too: hosts that pass text put it in place of wrong bytes. */
function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  const offset = damagedAt(text, bytes)
  if (offset === undefined) return text.startsWith('\ufeff') ? text.slice(1) : text
  const byte = bytes[offset]?.toString(16).toUpperCase().padStart(2, '0')
  throw notValid(
    `is not valid UTF-8 at byte ${offset} (0x${byte})`,
    ' Send it as UTF-8, not in the code page of the machine.',
  )
}

/** The offset of the first byte that is not UTF-8, or that an earlier decoder has replaced by U+FFFD. */
function damagedAt(text: string, bytes: Buffer): number | undefined {
  const index = text.indexOf('\ufffd')
  if (index < 0) return undefined
  const offset = Buffer.byteLength(text.slice(0, index))
  return offset < bytes.length ? offset : undefined
}

function notValid(problem: string, remedy: string, cause?: unknown): ServiceError {
  return new ServiceError('VALIDATION_ERROR', `The body ${problem}.${remedy}`, {
    cause,
    details: [{ path: 'body', message: problem }],
  })
}
