/** Signing in from a browser: the cookie, forged requests, and tickets for addresses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, startHere, token } from '../support/service.ts'

let service: Awaited<ReturnType<typeof startHere>>
beforeAll(async () => {
  service = await startHere({ JWT_CAPTURE_SCOPE: 'vision:capture', JWT_CLOCK_TOLERANCE_S: '0' })
})
afterAll(() => service.stop())

const CAPTURE = { scope: 'vision:capture' }

async function call(method: string, path: string, headers: Record<string, string> = {}, body?: object) {
  const response = await fetch(`${service.address}${path}`, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const isJson = response.headers.get('content-type')?.includes('json')
  const json = isJson ? JSON.parse(bytes.toString()) : undefined
  return { status: response.status, headers: response.headers, json, code: json?.error?.code }
}

async function signIn(claims: Record<string, unknown> = CAPTURE, headers: Record<string, string> = {}) {
  const {
    status,
    headers: answered,
    json,
  } = await call('POST', '/api/v1/session', {
    ...(await bearer(claims)),
    ...headers,
  })
  const setCookie = answered.get('set-cookie') ?? ''
  return { status, setCookie, cookie: setCookie.split(';')[0] ?? '', session: json?.data }
}

describe('the session cookie', () => {
  it('is set from a token, and scripts and other sites cannot use it', async () => {
    const { setCookie, session } = await signIn()
    expect(setCookie).toMatch(
      /^vision_session=eyJ[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=(299|300)$/,
    )
    expect(session).toMatchObject({ signed_in: true, subject: 'tester', may_capture: true })
    expect((await signIn({})).session.may_capture).toBe(false)
    expect((await signIn(CAPTURE, { origin: 'https://localhost' })).setCookie).toMatch(/; Secure$/)
  })
  it('is not set without a valid token, or with a token that no cookie can hold', async () => {
    expect((await call('POST', '/api/v1/session')).code).toBe('INVALID_TOKEN')
    const refused = await signIn({ more: 'x'.repeat(4_000) })
    expect([refused.status, refused.setCookie]).toEqual([422, ''])
  })
  it('reads and, with the X-CSRF-Token, changes', async () => {
    const { cookie, session } = await signIn()
    expect((await call('GET', '/api/v1/capture/images', { cookie })).status).toBe(200)
    const change = (headers: Record<string, string>) =>
      call('POST', '/api/v1/capture/image', { cookie, ...headers }, { sample_no: 'T-1' })
    expect((await change({})).code).toBe('FORBIDDEN')
    expect((await change({ 'x-csrf-token': 'guessed' })).code).toBe('FORBIDDEN')
    expect((await change({ 'x-csrf-token': session.csrf_token })).status).toBe(200)
  })
  it('tells a reloaded page which user is signed in', async () => {
    const { cookie, session } = await signIn()
    expect((await call('GET', '/api/v1/session', { cookie })).json.data).toEqual(session)
    const nobody = await call('GET', '/api/v1/session', { cookie: 'vision_session=forged' })
    expect([nobody.status, nobody.json.data.signed_in]).toEqual([200, false])
  })
  it('is ignored on requests of other pages, of the same host too', async () => {
    const { cookie, session } = await signIn()
    for (const headers of [
      { origin: 'http://localhost:1' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      const carried = { cookie, 'x-csrf-token': session.csrf_token, ...headers }
      expect((await call('GET', '/api/v1/capture/images', carried)).code).toBe('INVALID_TOKEN')
      expect((await call('POST', '/api/v1/stream/stop', carried)).code).toBe('INVALID_TOKEN')
    }
    const own = { cookie, origin: service.address, 'sec-fetch-site': 'same-origin' }
    expect((await call('GET', '/api/v1/capture/images', own)).status).toBe(200)
  })
  it('is removed by signing out', async () => {
    const { status, headers } = await call('DELETE', '/api/v1/session')
    expect([status, headers.get('set-cookie')]).toEqual([200, expect.stringContaining('Max-Age=0')])
  })
})

describe('a ticket', () => {
  const issue = async (body: object) =>
    (await call('POST', '/api/v1/tickets', await bearer(), body)).json.data.ticket as string
  let filename: string
  beforeAll(async () => {
    const taken = await call('POST', '/api/v1/capture/image', await bearer(CAPTURE), { sample_no: 'T-2' })
    filename = taken.json.data.image_data.filename
  })

  it('opens its own purpose, and nothing else', async () => {
    const picture = await issue({ purpose: 'picture', filename })
    const any = await issue({ purpose: 'picture' })
    const view = await issue({ purpose: 'live_view' })
    const archive = await issue({ purpose: 'export' })
    const status = async (path: string, ticket: string) =>
      (await call('GET', `${path}${path.includes('?') ? '&' : '?'}ticket=${ticket}`)).status
    const image = `/api/v1/capture/image/${filename}`
    expect([await status(image, picture), await status(`${image}?w=64`, any)]).toEqual([200, 200])
    expect(await status('/api/v1/stream/snapshot', view)).toBe(200)
    expect(await status('/api/v1/capture/export', archive)).toBe(200)
    expect(await status('/api/v1/capture/image/other.jpg', picture)).toBe(401)
    expect([await status(image, view), await status('/api/v1/stream/snapshot', picture)]).toEqual([401, 401])
    for (const path of ['/api/v1/capture/images', '/api/v1/capture/status', `${image}/metadata`])
      expect(await status(path, any), path).toBe(401)
    const changes = await call('DELETE', `${image}?ticket=${any}`)
    expect(changes.status).toBe(401)
  })
  it('is refused when a character is changed', async () => {
    const ticket = await issue({ purpose: 'picture', filename })
    const [content, signature] = ticket.split('.') as [string, string]
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(content, 'base64url').toString()), filename: null }),
    )
    for (const bad of [`${forged.toString('base64url')}.${signature}`, content, `${content}.`, '.', 'x.y.z'])
      expect((await call('GET', `/api/v1/capture/image/${filename}?ticket=${bad}`)).code).toBe(
        'INVALID_TOKEN',
      )
  })
  it('ends with its token', async () => {
    const short = { authorization: `Bearer ${await token({}, '1s')}` }
    const { ticket } = (await call('POST', '/api/v1/tickets', short, { purpose: 'picture' })).json.data
    const path = `/api/v1/capture/image/${filename}?ticket=${ticket}`
    await expect.poll(async () => (await call('GET', path)).code, { timeout: 5_000 }).toBe('TOKEN_EXPIRED')
  })
  it('needs a purpose that exists', async () => {
    const refused = await call('POST', '/api/v1/tickets', await bearer(), { purpose: 'everything' })
    expect(refused.code).toBe('VALIDATION_ERROR')
  })
})
