/** Reads a request for its handler: authenticated, decoded, and checked against the operation's schemas. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import type { z } from 'zod'
import type { Device } from '../../runtime/device/device.ts'
import { type ErrorDetail, unfitRequest } from '../../runtime/errors.ts'
import type { HttpOperation, Schema } from './api/operation.ts'
import { authenticate, type Claims } from './auth/authenticate.ts'
import { tokenOf } from './auth/credentials.ts'
import { redeemTicket } from './auth/tickets.ts'
import { jsonBody } from './json-body.ts'

/** The value of that part after it was read. */
export type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined

export interface Input<B = undefined, P = undefined, Q = undefined> {
  body: B
  path: P
  query: Q
  headers: Record<string, string | undefined>
  claims: Claims | null
  /** The token behind `claims`; null for a ticket. For the session's handlers only; it must not be logged. */
  token: string | null
  /** Who takes turns with others: a person, or an address where nobody is named. */
  client: string
  requestId: string
  /** When the request reached its handler, on the monotonic clock. */
  requestedAtMs: number
}

type Credentials = Pick<Input, 'claims' | 'token'>

/** Throws UNSUPPORTED_MEDIA_TYPE, and VALIDATION_ERROR with every problem. `credentials` are those of credentialsOf(). */
export function readInput(
  route: Pick<HttpOperation, 'body' | 'path' | 'query' | 'headers'>,
  event: APIGatewayProxyEventV2,
  context: Context,
  { claims, token, requestedAtMs }: Credentials & Pick<Input, 'requestedAtMs'>,
): Input<unknown, unknown, unknown> {
  const { headers, queryStringParameters: query } = event
  const problems: ErrorDetail[] = []
  const input = {
    body: route.body && parse(route.body, jsonBody(event), 'body', problems),
    path: route.path && parse(route.path, event.pathParameters ?? {}, 'path', problems),
    query: route.query && parse(route.query, query ?? {}, 'query', problems),
    headers,
    claims,
    token,
    client: claims?.sub ?? event.requestContext?.http?.sourceIp ?? '',
    requestId: requestIdOf(event, context),
    requestedAtMs,
  }
  if (route.headers !== undefined) parse(route.headers, headers, 'headers', problems)
  if (problems.length > 0) throw unfitRequest(problems)
  return input
}

const NOBODY = { claims: null, token: null }

/** Throws the codes of authentication. Needs no body. */
export async function credentialsOf(
  { access, ticket: purpose }: Pick<HttpOperation, 'access' | 'ticket'>,
  { headers, queryStringParameters: query, pathParameters, cookies, requestContext }: APIGatewayProxyEventV2,
  { config }: Device,
): Promise<Credentials> {
  if (access === 'public') return NOBODY
  if (purpose !== undefined && query?.ticket) {
    const wanted = { purpose, filename: pathParameters?.filename }
    const claims = redeemTicket(query.ticket, wanted, Date.now() / 1000, config.auth.secret)
    return { claims, token: null }
  }
  const token = tokenOf({ method: requestContext.http.method, headers, query, cookies })
  if (access !== 'optional')
    return { claims: await authenticate(token, access, config.auth), token: token ?? null }
  if (token === undefined) return NOBODY
  return authenticate(token, 'read', config.auth).then(
    (claims) => ({ claims, token }),
    () => NOBODY,
  )
}

/** serverless offline gives every HTTP request this identifier (serverless-offline, LambdaProxyIntegrationEventV2). */
const NOT_UNIQUE = 'offlineContext_resourceId'

/** The host's identifier of the request, or the invocation's if the host has none that is unique. */
export function requestIdOf({ requestContext }: APIGatewayProxyEventV2, { awsRequestId }: Context): string {
  const requestId = requestContext?.requestId
  return requestId && requestId !== NOT_UNIQUE ? requestId : awsRequestId
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
