import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { authenticate } from '../../functions/lib/auth/authenticate.ts'
import { subprotocolToken, tokenOf } from '../../functions/lib/auth/credentials.ts'
import { type Config, loadConfig } from '../../runtime/config.ts'
import { logger } from '../../runtime/logger.ts'

const SECRET = 'the secret of the auth service in these tests'
const auth = (settings: Record<string, string> = {}): Config['auth'] =>
  loadConfig({ JWT_SECRET: SECRET, ...settings }, '/nonexistent').auth
const HS256 = auth()

const sign = (
  claims: JWTPayload = {},
  { alg = 'HS256', key = new TextEncoder().encode(SECRET) as never } = {},
) =>
  new SignJWT({
    iss: 'microplate-auth',
    aud: 'microplate-services',
    exp: Math.floor(Date.now() / 1000) + 60,
    ...claims,
  })
    .setProtectedHeader({ alg, kid: 'k1' })
    .sign(key)
const code = (token: string | undefined, access: 'read' | 'capture' = 'read', settings = HS256) =>
  authenticate(token, access, settings).then(
    (claims) => (claims === null ? 'anonymous' : 'accepted'),
    (error) => error.code,
  )
const unsigned = (header: object, claims: object) =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`

describe('an HS256 token', () => {
  it('is accepted with the right signature, issuer, audience and type', async () => {
    expect(await code(await sign())).toBe('accepted')
    expect(await code(await sign({ type: 'access' }))).toBe('accepted')
  })
  it.each<[string, JWTPayload, string]>([
    ['another issuer', { iss: 'other' }, 'INVALID_TOKEN'],
    ['another audience', { aud: 'other' }, 'INVALID_TOKEN'],
    ['a refresh token', { type: 'refresh' }, 'INVALID_TOKEN'],
    ['one that has expired', { exp: 1 }, 'TOKEN_EXPIRED'],
    ['one that never expires', { exp: undefined as never }, 'INVALID_TOKEN'],
    ['one not valid yet', { nbf: Math.floor(Date.now() / 1000) + 600 }, 'INVALID_TOKEN'],
    ['a person that is an object', { sub: { name: 'x' } as never }, 'INVALID_TOKEN'],
    ['a person that is a list', { sub: ['x'] as never }, 'INVALID_TOKEN'],
    ['a person that is a number', { sub: 7 as never }, 'INVALID_TOKEN'],
  ])('is refused: %s', async (_, claims, expected) => expect(await code(await sign(claims))).toBe(expected))

  it('is refused with another key, another algorithm, or without a signature', async () => {
    expect(await code(await sign({}, { key: new TextEncoder().encode('x'.repeat(32)) as never }))).toBe(
      'INVALID_TOKEN',
    )
    expect(await code(await sign({}, { alg: 'HS384' }))).toBe('INVALID_TOKEN')
    expect(
      await code(unsigned({ alg: 'none' }, { iss: 'microplate-auth', aud: 'microplate-services', exp: 9e9 })),
    ).toBe('INVALID_TOKEN')
    expect(await code('a.b.c')).toBe('INVALID_TOKEN')
    expect(await code(undefined)).toBe('INVALID_TOKEN')
  })
})

describe('JWT_CLOCK_TOLERANCE_S', () => {
  const tolerant = auth({ JWT_CLOCK_TOLERANCE_S: '120' })
  const strict = auth({ JWT_CLOCK_TOLERANCE_S: '0' })
  const inS = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

  it.each<[string, () => JWTPayload, string]>([
    ['exp', () => ({ exp: inS(-60) }), 'TOKEN_EXPIRED'],
    ['nbf', () => ({ nbf: inS(60) }), 'INVALID_TOKEN'],
  ])('bridges clocks that differ, for %s', async (_, claims, refusal) => {
    expect(await code(await sign(claims()), 'read', tolerant)).toBe('accepted')
    expect(await code(await sign(claims()), 'read', strict)).toBe(refusal)
  })

  it('warns of a token from the future, and accepts it: the clock of this host may be days behind', async () => {
    const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {})
    expect(await code(await sign({ iat: inS(60) }), 'read', tolerant)).toBe('accepted')
    expect(warn).not.toHaveBeenCalled()
    expect(await code(await sign({ iat: inS(3 * 86_400) }), 'capture', tolerant)).toBe('accepted')
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('clocks is wrong'), {
      ahead_s: expect.closeTo(3 * 86_400, -2),
    })
    warn.mockRestore()
  })
})

describe('anonymous readers', () => {
  const open = auth({ ANONYMOUS_READ: 'true' })
  it('may read, and never capture; a bad token is refused all the same', async () => {
    expect(await code(undefined, 'read', open)).toBe('anonymous')
    expect(await code(undefined, 'capture', open)).toBe('INVALID_TOKEN')
    expect(await code('bad', 'read', open)).toBe('INVALID_TOKEN')
  })
})

describe('scopes', () => {
  const scoped = auth({ JWT_READ_SCOPE: 'vision:read', JWT_CAPTURE_SCOPE: 'vision:capture' })
  it.each<[JWTPayload, 'read' | 'capture', string]>([
    [{}, 'read', 'FORBIDDEN'],
    [{ scope: 'vision:read other' }, 'read', 'accepted'],
    [{ scope: 'vision:read' }, 'capture', 'FORBIDDEN'],
    [{ scp: ['vision:capture'] }, 'capture', 'accepted'],
    [{ permissions: ['vision:capture'] }, 'capture', 'accepted'],
    [{ scope: 'vision:capture2' }, 'capture', 'FORBIDDEN'],
  ])('%j to %s: %s', async (claims, access, expected) =>
    expect(await code(await sign(claims), access, scoped)).toBe(expected),
  )
})

describe('key sets', () => {
  let server: Server
  let url: string
  let privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']
  beforeAll(async () => {
    const pair = await generateKeyPair('RS256')
    privateKey = pair.privateKey
    const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] }
    server = createServer(
      (_request, response) =>
        void response.setHeader('content-type', 'application/json').end(JSON.stringify(keys)),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`
  })
  afterAll(() => void server.close())
  const remote = (address: string) => auth({ JWT_SECRET: '', JWT_ALGORITHM: 'RS256', JWT_JWKS_URL: address })

  it('check tokens of exactly the configured algorithm', async () => {
    const settings = remote(url)
    expect(await code(await sign({}, { alg: 'RS256', key: privateKey as never }), 'capture', settings)).toBe(
      'accepted',
    )
    expect(
      await code(
        await sign({}, { alg: 'PS256', key: (await generateKeyPair('PS256')).privateKey as never }),
        'capture',
        settings,
      ),
    ).toBe('INVALID_TOKEN')
    expect(
      await code(
        await sign({}, { alg: 'RS256', key: (await generateKeyPair('RS256')).privateKey as never }),
        'capture',
        settings,
      ),
    ).toBe('INVALID_TOKEN')
    // The public key used as an HMAC secret: the confusion of RFC 8725 section 2.1.
    expect(await code(await sign(), 'capture', settings)).toBe('INVALID_TOKEN')
  })

  it('that cannot be fetched are AUTH_ERROR, not a bad token', async () => {
    const token = await sign({}, { alg: 'RS256', key: privateKey as never })
    expect(await code(token, 'read', remote('http://127.0.0.1:1/jwks.json'))).toBe('AUTH_ERROR')
  })
})

describe('Amazon Cognito', () => {
  it('is checked offline with its key set from a file', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256')
    const folder = mkdtempSync(join(tmpdir(), 'cognito-'))
    const file = join(folder, 'jwks.json')
    writeFileSync(
      file,
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] }),
    )
    const settings = auth({
      JWT_SECRET: '',
      JWT_ALGORITHM: 'RS256',
      JWT_JWKS_FILE: file,
      COGNITO_USER_POOL_ID: 'eu-central-1_AbCdEf123',
      COGNITO_CLIENT_ID: 'client-1',
    })
    const iss = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123'
    const signed = (claims: JWTPayload) =>
      sign(
        { iss, client_id: 'client-1', token_use: 'access', ...claims },
        { alg: 'RS256', key: privateKey as never },
      )
    expect(await code(await signed({}), 'capture', settings)).toBe('accepted')
    expect(await code(await signed({ client_id: 'other' }), 'capture', settings)).toBe('INVALID_TOKEN')
    expect(await code(await signed({ token_use: 'id' }), 'capture', settings)).toBe('INVALID_TOKEN')
    expect(await code(await signed({ exp: 1 }), 'capture', settings)).toBe('TOKEN_EXPIRED')
    rmSync(folder, { recursive: true })
  })
})

describe('the place of a token', () => {
  it('reads the header, the query and the subprotocol pair', () => {
    const carried = (headers: Record<string, string>, query?: Record<string, string>, method = 'GET') =>
      tokenOf({ method, headers, query, cookies: undefined })
    expect(carried({ authorization: 'Bearer abc' })).toBe('abc')
    expect(carried({ authorization: 'bearer abc' }, { token: 'other' })).toBe('abc')
    expect(carried({}, { token: 'abc' })).toBe('abc')
    expect(carried({}, { token: 'abc' }, 'POST')).toBeUndefined()
    expect(carried({})).toBeUndefined()
    expect(() => carried({ authorization: 'Basic abc' })).toThrow(
      expect.objectContaining({ code: 'INVALID_TOKEN' }),
    )
    expect(subprotocolToken('bearer, abc')).toBe('abc')
    expect(subprotocolToken('chat')).toBeUndefined()
  })
})
