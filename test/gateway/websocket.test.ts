import { once } from 'node:events'
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { seen as Seen } from './fixtures/handlers.ts'
import { startGateway } from './start.ts'

let gateway: Awaited<ReturnType<typeof startGateway>>
let seen: typeof Seen
beforeAll(async () => {
  gateway = await startGateway()
  seen = (await import('./fixtures/handlers.ts')).seen
})
beforeEach(() => {
  seen.length = 0
})
afterAll(() => gateway.close())

const open = (path = '/ws/capture', protocols: string[] = [], options = {}) =>
  new WebSocket(gateway.address.replace('http', 'ws') + path, protocols, options)

async function opened(socket: WebSocket): Promise<string> {
  await once(socket, 'open')
  return String(seen.findLast(({ handler }) => handler === 'connect')?.id)
}

async function refusal(socket: WebSocket) {
  socket.on('error', () => {})
  const [, response] = await once(socket, 'unexpected-response')
  let body = ''
  for await (const chunk of response) body += chunk
  return { status: response.statusCode as number, body: JSON.parse(body) }
}

async function received(socket: WebSocket): Promise<string> {
  const [data] = await once(socket, 'message')
  return data.toString()
}

const disconnects = () => seen.filter(({ handler }) => handler === 'disconnect')

test('the path names the channel, and $connect, a message and $disconnect run once each', async () => {
  const socket = open('/ws/status')
  const id = await opened(socket)
  socket.send('{"type":"ping"}')
  expect(JSON.parse(await received(socket))).toEqual({ type: 'pong', routeKey: 'ping' })
  socket.close(4000, 'done')
  await vi.waitFor(
    () => expect(disconnects()).toEqual([{ handler: 'disconnect', id, code: 4000, reason: 'done' }]),
    5_000,
  )
  expect(seen[0]).toEqual({ handler: 'connect', channel: 'status', id })
})

test('messages of one client are handled in order, though the first takes longest', async () => {
  const socket = open()
  await opened(socket)
  const answers: string[] = []
  socket.on('message', (data) => answers.push(data.toString()))
  for (const text of ['delay 100', 'delay 20', 'no delay']) socket.send(text)
  await vi.waitFor(() => expect(answers).toHaveLength(3), 5_000)
  expect(answers).toEqual(['default: delay 100', 'default: delay 20', 'default: no delay'])
  socket.terminate()
})

test('a handler that throws answers as API Gateway does, and the connection stays', async () => {
  const socket = open()
  const id = await opened(socket)
  socket.send('{"type":"fail"}')
  expect(JSON.parse(await received(socket))).toEqual({ message: 'Internal server error', connectionId: id })
  socket.send('{"type":"ping"}')
  expect(JSON.parse(await received(socket)).type).toBe('pong')
  socket.terminate()
})

test('$connect refuses with its status and body, and no $disconnect follows', async () => {
  expect(await refusal(open('/ws/capture?refuse=1'))).toEqual({ status: 401, body: { refused: true } })
  const refused = seen.find(({ handler }) => handler === 'connect')?.id
  expect(refused).toBeDefined()
  expect(disconnects().map(({ id }) => id)).not.toContain(refused)
})

test('$connect picks the subprotocol', async () => {
  const socket = open('/ws/capture', ['bearer', 'a.b.c'])
  await opened(socket)
  expect(socket.protocol).toBe('bearer')
  socket.terminate()
})

test('a foreign origin is 403, an allowed one and the own page are not', async () => {
  const foreign = await refusal(open('/ws/capture', [], { origin: 'https://evil.example' }))
  expect([foreign.status, foreign.body.error.code]).toEqual([403, 'FORBIDDEN'])
  for (const origin of ['http://localhost:5173', gateway.address]) {
    const socket = open('/ws/capture', [], { origin })
    await opened(socket)
    socket.terminate()
  }
})

test('another path is 404', async () => {
  const { status, body } = await refusal(open('/socket'))
  expect([status, body.error.code]).toEqual([404, 'NOT_FOUND'])
})

test('binary frames close with 1003, messages over 128 KB with 1009', async () => {
  for (const [data, code] of [
    [Buffer.from([1]), 1003],
    ['x'.repeat(128 * 1024 + 1), 1009],
  ] as const) {
    const socket = open()
    await opened(socket)
    socket.send(data)
    const [closeCode] = await once(socket, 'close')
    expect(closeCode).toBe(code)
  }
})

test('a peer that answers no ping is dropped, and its $disconnect runs', async () => {
  const strict = await startGateway({ connectionTimeoutMs: 200 })
  const url = `${strict.address.replace('http', 'ws')}/ws/capture`
  const silent = new WebSocket(url, { autoPong: false })
  const alive = new WebSocket(url)
  await Promise.all([once(silent, 'open'), once(alive, 'open')])
  const [code] = await once(silent, 'close')
  expect(code).toBe(1006)
  await vi.waitFor(() => expect(disconnects()).toHaveLength(1), 5_000)
  expect(alive.readyState).toBe(WebSocket.OPEN)
  await strict.close()
})

test('a stop closes every socket with 1001 and runs its $disconnect', async () => {
  const stopping = await startGateway()
  const socket = new WebSocket(`${stopping.address.replace('http', 'ws')}/ws/capture`)
  await once(socket, 'open')
  const closed = once(socket, 'close')
  await stopping.close()
  expect((await closed)[0]).toBe(1001)
  expect(disconnects()).toHaveLength(1)
  await expect(fetch(stopping.address)).rejects.toThrow()
})

test('the AWS SDK posts to, reads and closes a connection', async () => {
  const client = new ApiGatewayManagementApiClient({
    endpoint: gateway.address,
    region: 'local',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  })
  const socket = open()
  const id = await opened(socket)
  const message = received(socket)
  await client.send(new PostToConnectionCommand({ ConnectionId: id, Data: '{"type":"hello"}' }))
  expect(await message).toBe('{"type":"hello"}')
  const facts = await client.send(new GetConnectionCommand({ ConnectionId: id }))
  expect(facts.Identity?.SourceIp).toBe('127.0.0.1')
  expect(facts.ConnectedAt).toBeInstanceOf(Date)
  const tooLarge = client.send(
    new PostToConnectionCommand({ ConnectionId: id, Data: 'x'.repeat(128 * 1024 + 1) }),
  )
  await expect(tooLarge).rejects.toMatchObject({ name: 'PayloadTooLargeException' })
  const closed = once(socket, 'close')
  await client.send(new DeleteConnectionCommand({ ConnectionId: id }))
  await closed
  await vi.waitFor(() => expect(disconnects()).toHaveLength(1), 5_000)
  await expect(
    client.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'late' })),
  ).rejects.toMatchObject({ name: 'GoneException' })
})

test('@connections is absent for a browser and behind a proxy', async () => {
  for (const headers of [{ 'x-forwarded-for': '10.0.0.9' }, { origin: 'http://localhost:5173' }]) {
    const response = await fetch(`${gateway.address}/@connections/any`, {
      method: 'POST',
      headers,
      body: 'x',
    })
    expect(response.status).toBe(404)
  }
})
