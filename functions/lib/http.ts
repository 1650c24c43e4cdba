/** The wrapper of every HTTP handler: decode, authenticate, parse, run, respond. It holds the only try/catch. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import type { z } from 'zod'
import { monotonicMs } from '../../runtime/clock.ts'
import { type Device, useDevice } from '../../runtime/device.ts'
import { ERRORS, type ErrorDetail, errorBody, ServiceError, toServiceError } from '../../runtime/errors.ts'
import { logger } from '../../runtime/logger.ts'
import { type Access, authenticate, type Claims, tokenOf } from './auth.ts'

type Schema = z.ZodType | undefined
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined

export interface Route<B extends Schema, P extends Schema, Q extends Schema> {
  /** `read` is open to anonymous readers where the settings say so; `capture` never is. */
  access: Access
  body?: B
  path?: P
  query?: Q
  /** Checked only: handlers read headers as they came. */
  headers?: z.ZodType
}

export interface Input<B = undefined, P = undefined, Q = undefined> {
  body: B
  path: P
  query: Q
  headers: Record<string, string | undefined>
  claims: Claims | null
  requestId: string
  /** When the request reached its handler, on the monotonic clock. */
  requestedAtMs: number
}

/** An answer other than 200 with JSON. */
export class Reply {
  readonly statusCode: number
  readonly body: string | Buffer
  readonly headers: Record<string, string>
  constructor(statusCode: number, body: object | string | Buffer, headers: Record<string, string> = {}) {
    this.statusCode = statusCode
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body)
    this.body = isJson ? JSON.stringify(body) : body
    this.headers = isJson ? { 'content-type': JSON_TYPE, ...headers } : headers
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

export type HttpHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

/** `run` takes typed input and the device, returns plain data (200) or a Reply, and throws errors that have a code. */
export function http<
  B extends Schema = undefined,
  P extends Schema = undefined,
  Q extends Schema = undefined,
>(
  route: Route<B, P, Q>,
  run: (input: Input<Parsed<B>, Parsed<P>, Parsed<Q>>, device: Device) => unknown,
): HttpHandler {
  return async (event, context) => {
    try {
      const device = await useDevice()
      const input = await readInput(route, event, context, device)
      const result = await run(input as Input<Parsed<B>, Parsed<P>, Parsed<Q>>, device)
      return result instanceof Reply
        ? toResult(result)
        : { statusCode: 200, headers: JSON_HEADERS, body: JSON.stringify(result) }
    } catch (error) {
      return toResult(errorReply(error, requestIdOf(event, context), context.functionName))
    }
  }
}

const JSON_HEADERS = { 'content-type': JSON_TYPE }

/** Shared with the streaming wrapper. Throws the codes of authentication and VALIDATION_ERROR with every problem. */
export async function readInput(
  route: Route<Schema, Schema, Schema>,
  event: APIGatewayProxyEventV2,
  context: Context,
  device: Device,
): Promise<Input<unknown, unknown, unknown>> {
  const requestedAtMs = monotonicMs()
  const { headers, queryStringParameters: query } = event
  const claims =
    route.access === 'public' ? null : await authenticate(tokenFor(event), route.access, device.config.auth)
  const problems: ErrorDetail[] = []
  const input = {
    body: route.body && parse(route.body, jsonBody(event), 'body', problems),
    path: route.path && parse(route.path, event.pathParameters ?? {}, 'path', problems),
    query: route.query && parse(route.query, query ?? {}, 'query', problems),
    headers,
    claims,
    requestId: requestIdOf(event, context),
    requestedAtMs,
  }
  if (route.headers !== undefined) parse(route.headers, headers, 'headers', problems)
  if (problems.length > 0) {
    const what = problems.map(({ path, message }) => `${path} ${message}`).join('; ')
    throw new ServiceError('VALIDATION_ERROR', `The request does not fit: ${what}.`, { details: problems })
  }
  return input
}

/** A token in the query is honoured only where nothing changes: links are logged, shared and fetched again. */
function tokenFor({
  headers,
  queryStringParameters,
  requestContext,
}: APIGatewayProxyEventV2): string | undefined {
  const reads = requestContext.http.method === 'GET' || requestContext.http.method === 'HEAD'
  return tokenOf(headers, reads ? queryStringParameters : undefined)
}

export const requestIdOf = (event: APIGatewayProxyEventV2, context: Context) =>
  event.requestContext?.requestId || context.awsRequestId

function jsonBody({ body, headers, isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (body === undefined || body === '') return {}
  if (type !== '' && type !== 'application/json' && !type.endsWith('+json')) {
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', `The body must be application/json, not ${type}.`)
  }
  try {
    return JSON.parse(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body)
  } catch (error) {
    throw new ServiceError('VALIDATION_ERROR', 'The body is no JSON.', {
      cause: error,
      details: [{ path: 'body', message: 'is no JSON' }],
    })
  }
}

function parse(schema: z.ZodType, value: unknown, where: string, problems: ErrorDetail[]): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  for (const { path, message } of parsed.error.issues) {
    problems.push({
      path: [where, ...path].map(String).join('.'),
      message: isMissing(value, path) ? 'is missing' : message,
    })
  }
}

function isMissing(value: unknown, path: PropertyKey[]): boolean {
  return path.length === 1 && typeof value === 'object' && value !== null && !((path[0] as string) in value)
}

/** The error format of the specification; what has no code is logged and not shown. */
export function errorReply(thrown: unknown, requestId: string, functionName: string): Reply {
  const error = toServiceError(thrown)
  if (ERRORS[error.code].status >= 500) {
    logger.warn(error.message, {
      code: error.code,
      request_id: requestId,
      function_name: functionName,
      ...(error.cause instanceof Error ? { error: error.cause } : {}),
    })
  }
  const headers: Record<string, string> =
    error.retryAfterS === undefined ? {} : { 'retry-after': String(error.retryAfterS) }
  if (ERRORS[error.code].status === 401) headers['www-authenticate'] = 'Bearer'
  return new Reply(ERRORS[error.code].status, errorBody(error), headers)
}

function toResult({ statusCode, body, headers }: Reply): APIGatewayProxyStructuredResultV2 {
  if (typeof body === 'string') return { statusCode, headers, body }
  return { statusCode, headers, body: body.toString('base64'), isBase64Encoded: true }
}
