/** The key set of a sign-in server: what an outage, an unknown key and a hostile answer do. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { authenticate } from '../../functions/lib/auth/authenticate.ts'
import { type Config, loadConfig } from '../../runtime/config.ts'

const HOUR_MS = 3_600_000
const pair = await generateKeyPair('ES256')
const other = await generateKeyPair('ES256')
const jwk = async (key: CryptoKey, kid: string) => ({
  ...(await exportJWK(key)),
  kid,
  alg: 'ES256',
  use: 'sig',
})
const good = JSON.stringify({ keys: [await jwk(pair.publicKey, 'k1')] })
const rotated = JSON.stringify({ keys: [await jwk(other.publicKey, 'k2')] })

const sign = (kid = 'k1', key = pair.privateKey) =>
  new SignJWT({ iss: 'microplate-auth', aud: 'microplate-services' })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setExpirationTime('30d')
    .sign(key)

let requests = 0
let answer: RequestListener
const server = createServer((request, response) => {
  requests += 1
  answer(request, response)
})
let nowNs = process.hrtime.bigint()
/** Moves the clock that key sets age by. */
const pass = (ms: number) => {
  nowNs += BigInt(Math.round(ms * 1e6))
}
let auth: Config['auth']

beforeEach(async () => {
  requests = 0
  answer = (_request, response) => response.end(good)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const settings = { JWT_ALGORITHM: 'ES256', JWT_JWKS_URL: `http://127.0.0.1:${port}/jwks.json` }
  auth = loadConfig(settings, '/nonexistent').auth
  vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => nowNs)
})
afterEach(async () => {
  vi.restoreAllMocks()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const code = (token: string) =>
  authenticate(token, 'read', auth).then(
    () => 'accepted',
    (error) => error.code as string,
  )
const down: RequestListener = (_request, response) => response.writeHead(500).end()

describe('an outage of the sign-in server', () => {
  it('locks nobody out who has a valid token, for 72 hours', async () => {
    const token = await sign()
    expect(await code(token)).toBe('accepted')
    answer = down
    for (const hours of [1, 23, 47]) {
      pass(hours * HOUR_MS)
      expect(await code(token), `${hours} h later`).toBe('accepted')
      await vi.waitFor(() => expect(requests).toBeGreaterThan(1))
    }
    pass(2 * HOUR_MS)
    expect(await code(token)).toBe('AUTH_ERROR')
    answer = (_request, response) => response.end(good)
    pass(60_000)
    await vi.waitFor(async () => expect(await code(token)).toBe('accepted'))
  })
  it('at the start is AUTH_ERROR, and over as soon as the server answers', async () => {
    answer = down
    expect(await code(await sign())).toBe('AUTH_ERROR')
    expect(await code(await sign())).toBe('AUTH_ERROR')
    expect(requests, 'tries within two seconds').toBe(1)
    answer = (_request, response) => response.end(good)
    pass(2_500)
    expect(await code(await sign())).toBe('accepted')
  })
})

describe('an unknown key id', () => {
  it('fetches the new key set, so that a change of keys needs no restart', async () => {
    expect(await code(await sign())).toBe('accepted')
    answer = (_request, response) => response.end(rotated)
    pass(31_000)
    expect(await code(await sign('k2', other.privateKey))).toBe('accepted')
    expect(await code(await sign())).toBe('INVALID_TOKEN')
  })
  it('fetches at most once in half a minute', async () => {
    expect(await code(await sign())).toBe('accepted')
    pass(31_000)
    for (let index = 0; index < 50; index++)
      expect(await code(await sign(`forged-${index}`))).toBe('INVALID_TOKEN')
    expect(requests).toBe(2)
  })
})

describe('an answer that is not a key set leaves the last good one', () => {
  it.each<[string, RequestListener]>([
    ['HTML', (_request, response) => response.end('<html>')],
    ['no keys', (_request, response) => response.end('{"keys":[]}')],
    ['null', (_request, response) => response.end('null')],
    ['entries that are not keys', (_request, response) => response.end('{"keys":[null,1,{"kty":7}]}')],
    [
      'a redirect',
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['more than 256 KiB', (_request, response) => response.end(`{"keys":[${' '.repeat(300_000)}]}`)],
  ])('%s', async (_what, hostile) => {
    const token = await sign()
    expect(await code(token)).toBe('accepted')
    answer = hostile
    pass(31_000)
    expect(await code(await sign('unknown'))).toBe('INVALID_TOKEN')
    expect(requests).toBe(2)
    expect(await code(token)).toBe('accepted')
  })
})
