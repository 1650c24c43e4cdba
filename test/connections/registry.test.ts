import { expect, test } from 'vitest'
import { openConnections } from '../../runtime/connections/registry.ts'
import type { Channel, Connection } from '../../runtime/device/connections.ts'

const connection = (connectionId: string, channel: Channel = 'capture'): Connection => ({
  connectionId,
  channel,
  connectedAt: '2026-01-01T00:00:00.000Z',
  sourceIp: '127.0.0.1',
  subject: null,
  tokenEndsAtMs: null,
})

function withTransport(maxConnections = 10) {
  const sent: [string, Buffer][] = []
  const gone = new Set<string>()
  const closed: [string, number][] = []
  const transport = {
    send(connectionId: string, text: Buffer) {
      sent.push([connectionId, text])
      return !gone.has(connectionId)
    },
    close(connectionId: string, code: number) {
      closed.push([connectionId, code])
    },
  }
  return { connections: openConnections({ maxConnections, transport }), sent, gone, closed }
}

test('above the maximum a client is refused, and a place that is free again is given', () => {
  const { connections } = withTransport(1)
  connections.add(connection('a'))
  expect(() => connections.add(connection('b'))).toThrow(
    expect.objectContaining({ code: 'TOO_MANY_CONNECTIONS', retryAfterS: 10 }),
  )
  connections.remove('a')
  connections.add(connection('b'))
  expect([connections.count, connections.get('a'), connections.get('b')?.channel]).toEqual([
    1,
    undefined,
    'capture',
  ])
})

test('a broadcast reaches the named channels, is serialised once, and removes clients that are gone', () => {
  const { connections, sent, gone } = withTransport()
  for (const id of ['a', 'b']) connections.add(connection(id))
  connections.add(connection('s', 'status'))
  gone.add('b')
  connections.broadcast({ type: 'capture_progress', data: { progress: 50 } }, ['capture'])
  expect(sent.map(([id]) => id)).toEqual(['a', 'b'])
  expect(sent[0]?.[1]).toBe(sent[1]?.[1])
  expect(JSON.parse(String(sent[0]?.[1]))).toEqual({
    type: 'capture_progress',
    data: { progress: 50 },
    timestamp: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
  })
  expect(connections.get('b')).toBeUndefined()
  connections.broadcast({ type: 'heartbeat', data: null })
  expect(sent.slice(2).map(([id]) => id)).toEqual(['a', 's'])
})

test('a message to a client that is unknown or gone is false', async () => {
  const { connections, gone } = withTransport()
  expect(await connections.post('a', { type: 'x', data: null })).toBe(false)
  connections.add(connection('a'))
  expect(await connections.post('a', { type: 'x', data: null })).toBe(true)
  gone.add('a')
  expect(await connections.post('a', { type: 'x', data: null })).toBe(false)
  expect(connections.count).toBe(0)
})

test('a connection ends with its token, after a warning, unless it is renewed', async () => {
  const { connections, sent, closed } = withTransport()
  const endsAtMs = Date.now() + 1_000
  connections.add({ ...connection('ends'), tokenEndsAtMs: endsAtMs })
  connections.add({ ...connection('renewed'), tokenEndsAtMs: endsAtMs })
  connections.add(connection('anonymous'))
  const warned = () => sent.filter(([, text]) => text.includes('token_expiring')).map(([id]) => id)
  await expect.poll(() => warned().toSorted()).toEqual(['ends', 'renewed'])
  const warning = JSON.parse(String(sent[0]?.[1]))
  expect(warning.data).toEqual({
    expires_at: new Date(endsAtMs).toISOString(),
    seconds_left: expect.any(Number),
  })
  expect(closed).toEqual([])
  connections.renew('renewed', { subject: 'tester', tokenEndsAtMs: Date.now() + 3_600_000 })
  await expect.poll(() => closed, { timeout: 10_000 }).toEqual([['ends', 4401]])
  expect(connections.get('ends')).toBeUndefined()
  expect(connections.get('renewed')?.subject).toBe('tester')
  expect(connections.count).toBe(2)
})

test('a token of many years ends nothing', async () => {
  const { connections, closed } = withTransport()
  connections.add({ ...connection('years'), tokenEndsAtMs: Date.now() + 100 * 365 * 86_400_000 })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(closed).toEqual([])
})
