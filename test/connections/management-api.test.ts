import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { managementApi } from '../../runtime/connections/management-api.ts'
import type { seen as Seen } from '../gateway/fixtures/handlers.ts'
import { startGateway } from '../gateway/start.ts'

let gateway: Awaited<ReturnType<typeof startGateway>>
let seen: typeof Seen
beforeAll(async () => {
  gateway = await startGateway()
  seen = (await import('../gateway/fixtures/handlers.ts')).seen
})
afterAll(() => gateway.close())

test('against the device’s own @connections: delivered in order, then gone', async () => {
  const api = managementApi(gateway.address)
  const socket = new WebSocket(`${gateway.address.replace('http', 'ws')}/ws/capture`)
  const received: string[] = []
  socket.on('message', (data) => received.push(data.toString()))
  await once(socket, 'open')
  const id = String(seen.findLast(({ handler }) => handler === 'connect')?.id)
  const texts = Array.from({ length: 20 }, (_, index) => String(index))
  expect(await Promise.all(texts.map((text) => api.send(id, Buffer.from(text))))).toEqual(
    texts.map(() => true),
  )
  while (received.length < texts.length) await once(socket, 'message')
  expect(received).toEqual(texts)
  const closed = once(socket, 'close')
  await api.close(id, 4401, 'The token has expired')
  await closed
  expect(await api.send(id, Buffer.from('late'))).toBe(false)
})

test('a client whose handshake is not complete yet gets its message afterwards', async () => {
  let requests = 0
  const host = createServer(async (request: IncomingMessage, response) => {
    await request.resume().toArray()
    response.writeHead(++requests < 3 ? 410 : 200).end()
  }).listen(0, '127.0.0.1')
  await once(host, 'listening')
  const api = managementApi(`http://127.0.0.1:${(host.address() as AddressInfo).port}`)
  expect(await api.send('new', Buffer.from('{}'))).toBe(true)
  expect(requests).toBe(3)
  host.close()
  host.closeAllConnections()
})

test('a host that cannot be reached holds no client', async () => {
  expect(await managementApi('http://127.0.0.1:1').send('a', Buffer.from('{}'))).toBe(false)
})
