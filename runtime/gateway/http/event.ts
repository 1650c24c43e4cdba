/** Builds the event of an HTTP request as API Gateway passes it to Lambda: payload format 2.0. Pure. */
import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { clfTime } from '../functions/clf-time.ts'
import { pathOf, queryOf } from './request-facts.ts'

export interface HttpRequestFacts {
  /** As in serverless.yml: `GET /images/{filename}`, or `$default`. */
  routeKey: string
  method: string
  /** Path and query string, as on the request line. */
  url: string
  headers: IncomingHttpHeaders
  pathParameters: Record<string, string> | undefined
  body: Buffer | undefined
  sourceIp: string
  protocol: string
  requestId: string
  timeEpochMs: number
}

/** Media types that API Gateway passes as text. Every other body is base64, and so is text that is not UTF-8: decoding would change it. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml)))/i

/**
 * Builds the event ("Working with AWS Lambda proxy integrations for HTTP APIs", payload format 2.0): header names in lower
 * case, duplicates joined with commas, cookies apart.
 */
export function httpEvent(facts: HttpRequestFacts): APIGatewayProxyEventV2 {
  const { headers, body } = facts
  const rawPath = pathOf(facts)
  const rawQueryString = queryOf(facts)
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey: facts.routeKey,
    rawPath,
    rawQueryString,
    headers: headers as Record<string, string>,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: facts.method,
        path: rawPath,
        protocol: facts.protocol,
        sourceIp: facts.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: facts.requestId,
      routeKey: facts.routeKey,
      stage: '$default',
      time: clfTime(facts.timeEpochMs),
      timeEpoch: facts.timeEpochMs,
    },
    isBase64Encoded: false,
  }
  if (headers.cookie !== undefined) {
    const { cookie, ...others } = headers
    event.headers = others as Record<string, string>
    event.cookies = cookie.split('; ')
  }
  if (rawQueryString !== '') event.queryStringParameters = queryParameters(rawQueryString)
  if (facts.pathParameters !== undefined) event.pathParameters = facts.pathParameters
  if (body !== undefined && body.length > 0) {
    event.isBase64Encoded = !TEXT_TYPE.test(headers['content-type'] ?? '') || !isUtf8(body)
    event.body = body.toString(event.isBase64Encoded ? 'base64' : 'utf8')
  }
  return event
}

/** Decoded parameters; a name that comes more than once has its values joined with commas. */
export function queryParameters(rawQueryString: string): Record<string, string> {
  const parameters: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value
  }
  return parameters
}
