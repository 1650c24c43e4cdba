/** The answers of handlers, as results of Lambda (payload format 2.0). */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { ERRORS, errorAnswer, toServiceError } from '../../runtime/errors.ts'
import { clientLog } from '../../runtime/logger.ts'

const JSON_TYPE = 'application/json; charset=utf-8'
const JSON_HEADERS = { 'content-type': JSON_TYPE }

/** An answer that is not 200 with JSON. */
export class Reply {
  readonly statusCode: number
  readonly body: string | Buffer
  readonly headers: Record<string, string>
  /** Values of `Set-Cookie`. */
  readonly cookies: string[]
  constructor(
    statusCode: number,
    body: object | string | Buffer,
    headers: Record<string, string> = {},
    cookies: string[] = [],
  ) {
    this.statusCode = statusCode
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body)
    this.body = isJson ? JSON.stringify(body) : body
    this.cookies = cookies
    this.headers = isJson ? { 'content-type': JSON_TYPE, ...headers } : headers
  }
}

/** A Reply becomes its own result, with bytes in base64. Any other answer is 200 with JSON. */
export function toResult(answer: unknown): APIGatewayProxyStructuredResultV2 {
  if (!(answer instanceof Reply)) {
    return { statusCode: 200, headers: JSON_HEADERS, body: JSON.stringify(answer) }
  }
  const { statusCode, headers, body } = answer
  const cookies = answer.cookies.length > 0 ? { cookies: answer.cookies } : {}
  if (typeof body === 'string') return { statusCode, headers, ...cookies, body }
  return { statusCode, headers, body: body.toString('base64'), isBase64Encoded: true }
}

/** Who asked what, for the log. */
export interface Caller {
  request_id: string
  function_name: string
  source_ip: string
}

/** The answer to anything thrown (docs/CONTRACT.md, "Errors"). An error of the service itself is logged; its cause is never shown. */
export function errorReply(thrown: unknown, caller: Caller): Reply {
  const error = toServiceError(thrown)
  const { status } = ERRORS[error.code]
  if (status >= 500) {
    clientLog.warn(error.message, {
      code: error.code,
      ...caller,
      ...(error.cause instanceof Error ? { error: error.cause } : {}),
    })
  }
  const { statusCode, body, headers } = errorAnswer(error)
  return new Reply(statusCode, body, headers)
}
