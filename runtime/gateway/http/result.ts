/** Converts the result of a Lambda handler to an HTTP reply. Pure. */
import { errorAnswer, type ServiceError } from '../../errors.ts'

export interface HttpReply {
  statusCode: number
  /** Names in lower case. */
  headers: Record<string, string>
  cookies: string[]
  body: string | Buffer
}

/** The content type of a body that names none. */
export const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * Reads a result in payload format 2.0: a value without `statusCode` is a 200 with that value as JSON, a string included
 * as it is; otherwise `statusCode`, `headers`, `cookies`, `body`, `isBase64Encoded`. Throws TypeError when it is neither.
 */
export function httpReply(result: unknown): HttpReply {
  if (typeof result === 'string') return json(result)
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    return json(JSON.stringify(result) ?? '')
  }
  const { statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded } =
    result as StructuredResult
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) {
    throw new TypeError(`a handler returned the statusCode ${statusCode}, which is none: use 200 to 599`)
  }
  const lower: Record<string, string> = {}
  for (const name in multiValueHeaders)
    lower[name.toLowerCase()] = String(multiValueHeaders[name]?.join(', '))
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) lower[name.toLowerCase()] = String(value)
  }
  const text =
    typeof body === 'string' ? body : body === undefined || body === null ? '' : JSON.stringify(body)
  if (text !== '') lower['content-type'] ??= JSON_TYPE
  return {
    statusCode,
    headers: lower,
    cookies: cookies ?? [],
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  }
}

interface StructuredResult {
  statusCode: number
  headers?: Record<string, string | number | boolean | undefined>
  multiValueHeaders?: Record<string, (string | number | boolean)[]>
  cookies?: string[]
  body?: unknown
  isBase64Encoded?: boolean
}

function json(body: string): HttpReply {
  return { statusCode: 200, headers: { 'content-type': JSON_TYPE }, cookies: [], body }
}

/** The reply to an error; its cause stays private. */
export function errorReply(error: ServiceError): HttpReply {
  return { ...errorAnswer(error), cookies: [] }
}
