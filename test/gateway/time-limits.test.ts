/** The server as the gateway makes it, with short limits in place of the real ones. */
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import {
  CHECK_INTERVAL_MS,
  HEADERS_TIMEOUT_MS,
  limitConnections,
  REQUEST_TIMEOUT_MS,
  UNREAD_ANSWER_TIMEOUT_MS,
} from '../../runtime/gateway/http/connection-limits.ts'
import { answerMalformed } from '../../runtime/gateway/http/errors.ts'
import { createListener } from '../../runtime/gateway/http/listener.ts'

const LIMITS = { headersTimeout: 100, requestTimeout: 300, connectionsCheckingInterval: 20 }
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function listening(answer: RequestListener, unreadTimeoutMs?: number): Promise<Server> {
  const server = createListener({}, null, answer, LIMITS)
  server.on('clientError', answerMalformed)
  limitConnections(
    server,
    0,
    () => false,
    () => {},
    unreadTimeoutMs,
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close().closeAllConnections())
  return server
}

function client(server: Server, text: string): { socket: Socket; received(): string; ended(): boolean } {
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1')
  let [received, ended] = ['', false]
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    ended = true
  })
  socket.write(text)
  closing.push(() => socket.destroy())
  return { socket, received: () => received, ended: () => ended }
}

/** Reads the body whole before it answers, as the gateway does. */
const readWhole: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('whole'))
}

test.each([
  ['headers that never end', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: '],
  ['a request line that never ends', 'GET /'],
  ['a body that never ends', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"a'],
  [
    'a chunked body that never ends',
    'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n',
  ],
])('%s: 408 with the reason, and the connection is ended', async (_, text) => {
  const server = await listening(readWhole)
  const slow = client(server, text)
  await expect.poll(slow.ended).toBe(true)
  expect(slow.received()).toMatch(/^HTTP\/1\.1 408 [\s\S]*took too long to arrive/)
})

test('a connection that asks nothing is ended', async () => {
  const server = await listening(readWhole)
  const silent = client(server, '')
  await expect.poll(silent.ended).toBe(true)
})

test('a client that reads nothing of its answer is ended; one whose answer is only late is not', async () => {
  const gone = Promise.withResolvers<void>()
  const server = await listening((request, response) => {
    if (request.url === '/huge') request.socket.once('close', () => gone.resolve())
    if (request.url === '/late') setTimeout(() => response.end('late'), 400)
    else response.write(Buffer.alloc(64 * 1024 * 1024))
  }, 100)
  const deaf = client(server, 'GET /huge HTTP/1.1\r\nHost: localhost\r\n\r\n')
  deaf.socket.pause()
  const patient = client(server, 'GET /late HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await expect.poll(patient.received).toContain('late')
  await gone.promise
})

test('the limits of the service are those of docs/SECURITY.md, and no limit is switched off', () => {
  const server = createListener({}, null, () => {})
  expect([server.headersTimeout, server.requestTimeout]).toEqual([HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS])
  expect([HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS, CHECK_INTERVAL_MS, UNREAD_ANSWER_TIMEOUT_MS]).toEqual([
    20_000, 60_000, 5_000, 60_000,
  ])
})
