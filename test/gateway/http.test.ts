import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { seen as Seen } from './fixtures/handlers.ts'
import { startGateway } from './start.ts'

let gateway: Awaited<ReturnType<typeof startGateway>>
let seen: typeof Seen
beforeAll(async () => {
  gateway = await startGateway()
  seen = (await import('./fixtures/handlers.ts')).seen
})
afterAll(() => gateway.close())

// biome-ignore lint/suspicious/noExplicitAny: what a handler answered, checked field by field
const json = (response: Response): Promise<any> => response.json()
const get = (path: string, init?: RequestInit) => fetch(gateway.address + path, init)

test('a handler gets the event of payload format 2.0 and its context', async () => {
  const response = await get('/items/plate%20%C3%A9?a=1&a=2&b=x%20y', {
    headers: { 'x-request-id': 'my-id_1', cookie: 'k=v; l=w', 'X-Upper': 'Yes' },
  })
  const { event, remainingMs, functionName } = await json(response)
  expect(response.status).toBe(200)
  expect(response.headers.get('x-request-id')).toBe('my-id_1')
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'GET /items/{id}',
    rawPath: '/items/plate%20%C3%A9',
    rawQueryString: 'a=1&a=2&b=x%20y',
    queryStringParameters: { a: '1,2', b: 'x y' },
    pathParameters: { id: 'plate é' },
    cookies: ['k=v', 'l=w'],
    headers: { 'x-upper': 'Yes' },
    requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' }, requestId: 'my-id_1' },
  })
  expect(event.headers.cookie).toBeUndefined()
  expect(functionName).toBe('echo')
  expect(remainingMs).toBeGreaterThan(0)
  expect(remainingMs).toBeLessThanOrEqual(5000)
})

test('a body is text for JSON and base64 for the rest', async () => {
  const post = async (type: string, body: string) =>
    (await json(await get('/echo', { method: 'POST', headers: { 'content-type': type }, body }))).event
  expect(await post('application/json', '{"a":"é"}')).toMatchObject({
    body: '{"a":"é"}',
    isBase64Encoded: false,
  })
  expect(await post('application/octet-stream', 'abc')).toMatchObject({ body: 'YWJj', isBase64Encoded: true })
})

test('a structured result is written unchanged: status, headers, cookies, bytes', async () => {
  const response = await get('/binary')
  expect(response.status).toBe(201)
  expect(response.headers.get('content-type')).toBe('image/png')
  expect(response.headers.get('cache-control')).toBe('private')
  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2'])
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 128])
})

test('HEAD answers as GET, without the body', async () => {
  const response = await get('/api/v1/capture/health', { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100)
  expect(await response.text()).toBe('')
})

test('every response has an identifier and the security headers, errors too', async () => {
  for (const path of ['/api/v1/capture/health', '/nowhere', '/throwing']) {
    const response = await get(path, { headers: { 'x-request-id': 'not good!' } })
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}-[0-9a-z]+$/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
  }
})

test.each([
  ['GET', '/nowhere', 404, 'NOT_FOUND', null],
  ['GET', '/items/%E0%A4%A', 404, 'NOT_FOUND', null],
  ['PUT', '/items/1', 405, 'METHOD_NOT_ALLOWED', 'HEAD, GET, DELETE'],
  ['GET', '/throwing', 500, 'INTERNAL_ERROR', null],
  ['GET', '/slow', 504, 'HANDLER_TIMEOUT', null],
])('%s %s is %i %s', async (method, path, status, code, allow) => {
  const response = await get(path, { method })
  const body = await json(response)
  expect(response.status).toBe(status)
  expect(body).toMatchObject({ success: false, error: { code } })
  expect(body.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(response.headers.get('allow')).toBe(allow)
})

test('an error that a handler threw is logged with its cause and is never shown to the client', async () => {
  gateway.log.length = 0
  const response = await get('/throwing', { headers: { 'x-request-id': 'boom' } })
  expect(await response.text()).not.toContain('secret')
  const [line] = gateway.log
  expect(line).toMatchObject({ level: 'error', facts: { request_id: 'boom', function: 'throwing' } })
  expect(String(line?.facts.error)).toContain('secret of the house')
})

test('a body over 1 MB is 413', async () => {
  const response = await get('/echo', { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
  expect(response.status).toBe(413)
  expect((await json(response)).error.code).toBe('PAYLOAD_TOO_LARGE')
})

test('bytes that are not HTTP are answered with 400 and an error body, and the service goes on', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(gateway.address).port), '127.0.0.1', () =>
      socket.write('NONSENSE\r\n\r\n'),
    )
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').error.code).toBe('VALIDATION_ERROR')
  expect((await get('/api/v1/capture/health')).status).toBe(200)
})

test('a stream arrives whole, with the metadata of HttpResponseStream.from', async () => {
  const response = await get('/stream?parts=40')
  expect(response.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=frame')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect((await response.arrayBuffer()).byteLength).toBe(40 * 64 * 1024)
})

test('a stream that fails or dawdles before it began is an ordinary error', async () => {
  const failed = await get('/stream?fail=before')
  expect([failed.status, (await json(failed)).error.code]).toEqual([503, 'CAMERA_NOT_AVAILABLE'])
  const late = await get('/stream?wait=600&parts=1')
  expect([late.status, (await json(late)).error.code]).toEqual([504, 'HANDLER_TIMEOUT'])
})

test('a streaming handler notices that its client went away', async () => {
  seen.length = 0
  const abort = new AbortController()
  const response = await get('/stream', { signal: abort.signal })
  await response.body?.getReader().read()
  abort.abort()
  await vi.waitFor(() => expect(seen).toContainEqual(expect.objectContaining({ destroyed: true })), 10_000)
})

test('a client that does not read holds the handler back', async () => {
  seen.length = 0
  const request = httpRequest(`${gateway.address}/stream?parts=4000`)
  const response = await new Promise<import('node:http').IncomingMessage>((resolve) => {
    request.on('response', resolve).end()
  })
  response.pause()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  request.on('error', () => {}).destroy()
  await vi.waitFor(() => expect(seen).toHaveLength(1), 10_000)
  // The kernel's socket buffers take some MB; 4,000 parts would be 250.
  expect(seen[0]?.written).toBeLessThan(500)
})
