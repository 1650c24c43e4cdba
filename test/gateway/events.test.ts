import { expect, test } from 'vitest'
import { InvocationContext } from '../../runtime/gateway/functions/context.ts'
import { scheduledEvent } from '../../runtime/gateway/functions/schedule.ts'
import { httpEvent } from '../../runtime/gateway/http/event.ts'
import { httpReply } from '../../runtime/gateway/http/result.ts'
import {
  connectEvent,
  disconnectEvent,
  messageEvent,
  type Peer,
  selectRouteKey,
} from '../../runtime/gateway/websocket/event.ts'
import httpGolden from '../events/http-api-v2.json' with { type: 'json' }
import connectGolden from '../events/websocket-connect.json' with { type: 'json' }

const facts = { requestId: 'id', timeEpochMs: 1584039838390 }
const peer: Peer = {
  connectionId: 'L0SM9cOFvHcCIhw=',
  connectedAtMs: 1584039838000,
  channel: 'status',
  headers: { host: 'edge:6407', 'sec-websocket-protocol': 'bearer, a.b.c', 'user-agent': 'agent' },
  rawQueryString: 'token=a.b.c&channel=capture',
  sourceIp: '192.0.2.1',
}

test('an HTTP request becomes the event of the AWS documentation', () => {
  const event = httpEvent({
    ...facts,
    routeKey: 'POST /my/path/{parameter1}',
    method: 'POST',
    url: '/my/path/value1?parameter1=value1&parameter1=value2&parameter2=value',
    headers: { ...httpGolden.headers, cookie: 'cookie1; cookie2' },
    pathParameters: { parameter1: 'value1' },
    body: Buffer.from('{"hello":"from Lambda"}'),
    sourceIp: '192.0.2.1',
    protocol: 'HTTP/1.1',
  })
  expect(JSON.parse(JSON.stringify(event))).toEqual(httpGolden)
})

test('a handshake becomes $connect; the channel of the path wins over one in the query', () => {
  expect(connectEvent(peer, facts)).toEqual(connectGolden)
})

test('messages and $disconnect carry the connection of their handshake', () => {
  const context = { connectionId: peer.connectionId, connectedAt: peer.connectedAtMs }
  expect(messageEvent(peer, facts, 'ping', '{}')).toMatchObject({
    body: '{}',
    requestContext: { ...context, routeKey: 'ping', eventType: 'MESSAGE', messageId: 'id' },
  })
  expect(disconnectEvent(peer, facts, 1001, 'going')).toMatchObject({
    requestContext: {
      ...context,
      routeKey: '$disconnect',
      eventType: 'DISCONNECT',
      disconnectStatusCode: 1001,
      disconnectReason: 'going',
    },
  })
})

test.each([
  ['$request.body.type', '{"type":"ping"}', 'ping'],
  ['$request.body.a.b', '{"a":{"b":"deep"}}', 'deep'],
  ['$request.body.type', '{"type":7}', undefined],
  ['$request.body.type', '{"type":"$connect"}', undefined],
  ['$request.body.toString', '{}', undefined],
  ['$request.body.type', 'not JSON', undefined],
  ['$request.body.type', 'null', undefined],
])('%s of %s is %s', (expression, body, routeKey) => {
  expect(selectRouteKey(expression, body)).toBe(routeKey)
})

test('results: text, plain value, structured, binary, nonsense', () => {
  expect(httpReply('hi')).toMatchObject({ statusCode: 200, body: 'hi' })
  expect(httpReply({ a: 1 })).toMatchObject({ statusCode: 200, body: '{"a":1}' })
  expect(httpReply(undefined)).toMatchObject({ statusCode: 200, body: '' })
  expect(httpReply({ statusCode: 204 })).toEqual({ statusCode: 204, headers: {}, cookies: [], body: '' })
  expect(httpReply({ statusCode: 200, headers: { 'X-A': 1 }, body: '{}' }).headers).toEqual({
    'x-a': '1',
    'content-type': 'application/json; charset=utf-8',
  })
  expect(httpReply({ statusCode: 200, body: 'AP8=', isBase64Encoded: true }).body).toEqual(
    Buffer.from([0, 255]),
  )
  expect(() => httpReply({ statusCode: 'ok' })).toThrow(TypeError)
})

test('the context counts down to the real deadline', () => {
  const context = new InvocationContext({ name: 'f', memoryMb: 256, timeoutMs: 2000 }, 'id')
  expect(context.getRemainingTimeInMillis()).toBeLessThanOrEqual(2000)
  expect(context.getRemainingTimeInMillis()).toBeGreaterThan(500)
  expect(context).toMatchObject({ functionName: 'f', memoryLimitInMB: '256', awsRequestId: 'id' })
  expect(
    new InvocationContext({ name: 'f', memoryMb: 1, timeoutMs: -1 }, '').getRemainingTimeInMillis(),
  ).toBe(0)
})

test('a schedule sends the event of EventBridge', () => {
  expect(scheduledEvent('tick', 'id', new Date(facts.timeEpochMs))).toMatchObject({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: '2020-03-12T19:03:58Z',
    resources: ['arn:aws:events:local:000000000000:rule/tick'],
  })
})
