import { expect, test } from 'vitest'
import { cors, isSameOrigin } from '../../runtime/gateway/http/cors.ts'
import { startGateway } from './start.ts'

test.each([
  [['http://localhost:*'], 'http://localhost:5173', true],
  [['http://localhost:*'], 'http://localhost', true],
  [['http://localhost:*'], 'http://localhost.evil.example', false],
  [['http://localhost:*'], 'http://localhost:80.evil.example', false],
  [['http://localhost:*'], 'https://localhost:5173', false],
  [['https://*.lab.example'], 'https://plates.lab.example', true],
  [['https://*.lab.example'], 'https://evil.example', false],
  [['https://lab.example'], 'https://labXexample', false],
  [['https://lab.example/'], 'https://lab.example', true],
  [['https://lab.example'], 'null', false],
])('%j and the origin %s: %s', (origins, origin, allowed) => {
  expect(cors(origins).allows(origin)).toBe(allowed)
})

test('same origin means the host of the request', () => {
  expect(isSameOrigin('http://edge:6407', 'edge:6407')).toBe(true)
  expect(isSameOrigin('http://edge:8080', 'edge:6407')).toBe(false)
  expect(isSameOrigin('null', 'edge:6407')).toBe(false)
})

test('a preflight from an allowed origin succeeds, error responses carry the origin, and a foreign origin gets no header', async () => {
  const gateway = await startGateway()
  const origin = 'http://localhost:5173'
  const preflight = await fetch(`${gateway.address}/echo`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'cache-control,pragma,authorization',
      'access-control-request-private-network': 'true',
    },
  })
  expect(preflight.status).toBe(204)
  const header = (response: Response, name: string) => response.headers.get(`access-control-${name}`)
  expect(header(preflight, 'allow-origin')).toBe(origin)
  expect(header(preflight, 'allow-credentials')).toBe('true')
  expect(header(preflight, 'allow-methods')).toBe('POST')
  expect(header(preflight, 'allow-headers')).toBe('cache-control,pragma,authorization')
  expect(header(preflight, 'allow-private-network')).toBe('true')
  for (const path of ['/nowhere', '/throwing', '/binary', '/stream?parts=1']) {
    const allowed = await fetch(gateway.address + path, { headers: { origin } })
    await allowed.arrayBuffer()
    expect(header(allowed, 'allow-origin')).toBe(origin)
    expect(header(allowed, 'expose-headers')).toContain('etag')
    expect(allowed.headers.get('vary')).toBe('origin')
    const foreign = await fetch(gateway.address + path, { headers: { origin: 'https://evil.example' } })
    await foreign.arrayBuffer()
    expect(header(foreign, 'allow-origin')).toBeNull()
  }
  await gateway.close()
})
