/** Builds WebSocket events as API Gateway passes them to Lambda. Pure. */
import type { IncomingHttpHeaders } from 'node:http'
import { clfTime } from '../functions/clf-time.ts'
import { queryParameters } from '../http/event.ts'

/** What is known of a client from its handshake on. */
export interface Peer {
  connectionId: string
  connectedAtMs: number
  /** From the path `/ws/{channel}`. */
  channel: string
  headers: IncomingHttpHeaders
  rawQueryString: string
  sourceIp: string
}

export interface EventFacts {
  requestId: string
  timeEpochMs: number
}

/** `$connect`: with the handshake's headers and query; the path's channel is the parameter `channel`, which hosts without paths have. */
export function connectEvent(peer: Peer, facts: EventFacts) {
  const query = { ...queryParameters(peer.rawQueryString), channel: peer.channel }
  return {
    headers: peer.headers,
    multiValueHeaders: eachInArray(peer.headers),
    queryStringParameters: query,
    multiValueQueryStringParameters: eachInArray(query),
    requestContext: requestContext(peer, facts, '$connect', 'CONNECT'),
    isBase64Encoded: false,
  }
}

/** A message of the client, for the route that the selection expression chose. */
export function messageEvent(peer: Peer, facts: EventFacts, routeKey: string, body: string) {
  return {
    requestContext: {
      ...requestContext(peer, facts, routeKey, 'MESSAGE'),
      messageId: facts.requestId,
    },
    body,
    isBase64Encoded: false,
  }
}

/** `$disconnect`, with the close code and reason (RFC 6455 section 7.4). */
export function disconnectEvent(peer: Peer, facts: EventFacts, closeCode: number, reason: string) {
  return {
    headers: { host: peer.headers.host ?? '' },
    multiValueHeaders: { host: [peer.headers.host ?? ''] },
    requestContext: {
      ...requestContext(peer, facts, '$disconnect', 'DISCONNECT'),
      disconnectStatusCode: closeCode,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  }
}

function requestContext(peer: Peer, facts: EventFacts, routeKey: string, eventType: string) {
  return {
    routeKey,
    eventType,
    connectionId: peer.connectionId,
    connectedAt: peer.connectedAtMs,
    extendedRequestId: facts.requestId,
    requestId: facts.requestId,
    requestTime: clfTime(facts.timeEpochMs),
    requestTimeEpoch: facts.timeEpochMs,
    messageDirection: 'IN',
    domainName: peer.headers.host ?? 'localhost',
    stage: 'local',
    apiId: 'local',
    identity: { sourceIp: peer.sourceIp, userAgent: peer.headers['user-agent'] ?? null },
  }
}

function eachInArray(values: Record<string, string | string[] | undefined>): Record<string, string[]> {
  const arrays: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) arrays[name] = Array.isArray(value) ? value : [value]
  }
  return arrays
}

/**
 * The route key of a message by serverless.yml's websocketsApiRouteSelectionExpression, as in `$request.body.action`;
 * undefined when the body is no JSON or has no text there, which is then for `$default`.
 */
export function selectRouteKey(expression: string, body: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  for (const key of expression.replace(/^\$request\.body\./, '').split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return typeof value === 'string' && !value.startsWith('$') ? value : undefined
}
