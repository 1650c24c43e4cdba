import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { MAX_BUFFERED_BYTES, MAX_WAITING_MESSAGES, openSockets } from '../../runtime/connections/sockets.ts'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
beforeAll(() => (server.address() === null ? once(server, 'listening') : undefined))
afterAll(() => {
  for (const client of server.clients) client.terminate()
  server.close()
})

async function pair() {
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const received: string[] = []
  client.on('message', (data, isBinary) => received.push(`${isBinary}:${data}`))
  const [socket] = (await once(server, 'connection')) as [WebSocket]
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open')
  return { client, socket, received }
}

test('a message that is sent during the handshake arrives after it, in order and as text', async () => {
  const sockets = openSockets()
  const { client, socket, received } = await pair()
  expect(sockets.send('a', Buffer.from('nobody'))).toBe(false)
  sockets.expect('a')
  for (const text of ['1', '2']) expect(sockets.send('a', Buffer.from(text))).toBe(true)
  sockets.attach('a', { socket })
  sockets.send('a', Buffer.from('3'))
  while (received.length < 3) await once(client, 'message')
  expect(received).toEqual(['false:1', 'false:2', 'false:3'])
  sockets.forget('a')
  expect(sockets.send('a', Buffer.from('4'))).toBe(false)
})

test('the queue of waiting messages is bounded', () => {
  const sockets = openSockets()
  sockets.expect('a')
  const kept = Array.from({ length: MAX_WAITING_MESSAGES + 1 }, () => sockets.send('a', Buffer.from('x')))
  expect(kept.filter(Boolean)).toHaveLength(MAX_WAITING_MESSAGES)
})

test('a peer that does not read is terminated before much piles up, and the others get everything', async () => {
  const sockets = openSockets()
  const stalled = await pair()
  const reading = await pair()
  sockets.attach('stalled', stalled)
  sockets.attach('reading', reading)
  stalled.client.pause()
  const text = Buffer.alloc(64 * 1024, 'x')
  let sent = 0
  let most = 0
  while (sockets.send('stalled', text) !== false && sent < 2_000) {
    sockets.send('reading', text)
    sent++
    most = Math.max(most, stalled.socket.bufferedAmount)
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(sent).toBeLessThan(2_000)
  expect(most).toBeLessThan(MAX_BUFFERED_BYTES + 2 * text.length)
  while (reading.received.length < sent) await once(reading.client, 'message')
  expect(reading.received).toHaveLength(sent)
  stalled.client.terminate()
})
