import { expect, test } from 'vitest'
import { openConnections } from '../../runtime/connections/registry.ts'
import type { Channel, Connection } from '../../runtime/device/connections.ts'

const connection = (connectionId: string, channel: Channel = 'capture'): Connection => ({
  connectionId,
  channel,
  connectedAt: '2026-01-01T00:00:00.000Z',
  sourceIp: '127.0.0.1',
  subject: null,
})

function withTransport(maxConnections = 10) {
  const sent: [string, Buffer][] = []
  const gone = new Set<string>()
  const transport = {
    send(connectionId: string, text: Buffer) {
      sent.push([connectionId, text])
      return !gone.has(connectionId)
    },
  }
  return { connections: openConnections({ maxConnections, transport }), sent, gone }
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

test('a broadcast reaches the channels asked for, serialised once, and drops who is gone', () => {
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
