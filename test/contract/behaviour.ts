/** The contract of every host: the same requests get the same answers. */
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it, type RunnerTestCase } from 'vitest'
import { WebSocket } from 'ws'
import { bearer, token } from '../support/service.ts'
import { printCaseCount } from './case-count.ts'
import { assertDescribed, problemOf } from './conformance.ts'
import type { Host } from './hosts.ts'

interface Message {
  type: string
  data: Record<string, unknown>
  timestamp: string
}
type Json = Record<string, never> & { success?: boolean; error?: { code: string }; data?: never }

/** `ownCases` adds what this host alone has. Prints how many cases the host passed. */
export function hostBehaviour(
  name: string,
  start: () => Promise<Host>,
  ownCases?: (host: () => Host) => void,
): void {
  describe(`host contract: ${name}`, () => {
    let host: Host
    let authorized: { authorization: string }
    beforeAll(async () => {
      host = await start()
      authorized = await bearer()
    }, 90_000)
    const cases: RunnerTestCase[] = []
    afterAll(() => {
      printCaseCount(name, cases)
      return host?.stop()
    })
    /** What came over WebSockets and is not in /asyncapi.json. */
    const undescribed: string[] = []
    afterEach(({ task }) => {
      cases.push(task)
      expect(undescribed).toEqual([])
    })

    const call = async (
      method: string,
      path: string,
      options: { body?: object | string; headers?: Record<string, string>; anonymous?: boolean } = {},
    ) => {
      const { body } = options
      const response = await fetch(`${host.http}${path}`, {
        method,
        headers: {
          ...(options.anonymous ? {} : authorized),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      assertDescribed(method, path, { status: response.status, headers: response.headers, body: bytes })
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      return {
        status: response.status,
        headers: response.headers,
        bytes,
        json: (isJson ? JSON.parse(bytes.toString()) : {}) as Json,
      }
    }
    const capture = (body: object | string = { sample_no: 'HOST' }, headers: Record<string, string> = {}) =>
      call('POST', '/api/v1/capture/image', { body, headers })
    const connect = async (channel: string, protocols: string[] = [], query = '') => {
      const address = host.socket(channel)
      const socket = new WebSocket(
        `${address}${query && (address.includes('?') ? '&' : '?')}${query}`,
        protocols,
      )
      const messages: Message[] = []
      socket.on('message', (data) => {
        const message = JSON.parse(data.toString()) as Message
        messages.push(message)
        undescribed.push(...problemOf(channel, message))
      })
      await once(socket, 'open')
      return { socket, messages }
    }

    describe('public routes', () => {
      it.each([
        '/api/v1/capture/health',
        '/api/v1/capture/ready',
        '/api/v1/health',
        '/api/v1/health/detailed',
        '/',
      ])('GET %s', async (path) => {
        const { status, json } = await call('GET', path, { anonymous: true })
        expect(status).toBe(200)
        expect(json).toHaveProperty(path === '/' ? 'service' : 'success')
      })
      it('describes itself, for programs and for people', async () => {
        const openApi = (await call('GET', '/openapi.json', { anonymous: true })).json
        const asyncApi = (await call('GET', '/asyncapi.json', { anonymous: true })).json
        expect([openApi, asyncApi]).toMatchObject([{ openapi: '3.1.1' }, { asyncapi: '3.0.0' }])
        const page = await call('GET', '/docs', { anonymous: true })
        expect(page.status).toBe(200)
        const files = [...page.bytes.toString().matchAll(/(?:src|href)="(?:\.\/|\/)?(docs\/[^"]+)"/g)]
        expect(files.length).toBeGreaterThan(3)
        for (const [, file] of files) {
          const { status, headers } = await call('GET', `/${file}`, { anonymous: true })
          expect([file, status]).toEqual([file, 200])
          const etag = headers.get('etag') as string
          const again = await call('GET', `/${file}`, {
            anonymous: true,
            headers: { 'if-none-match': etag },
          })
          expect(again.status).toBe(304)
        }
        expect((await call('GET', '/docs/package.json', { anonymous: true })).status).toBe(404)
      })
      it('GET /metrics is Prometheus text', async () => {
        const { status, bytes } = await call('GET', '/metrics', { anonymous: true })
        expect(status).toBe(200)
        expect(bytes.toString()).toMatch(/^vision_camera_state\{state="streaming"\} 1$/m)
      })
      it('GET / sends a browser to the console', async () => {
        const response = await fetch(`${host.http}/`, {
          headers: { accept: 'text/html' },
          redirect: 'manual',
        })
        expect([response.status, response.headers.get('location')]).toEqual([302, './console/'])
      })
    })

    const guarded: [string, string][] = [
      ['GET', '/api/v1/capture/status'],
      ['GET', '/api/v1/capture/stats'],
      ['GET', '/api/v1/capture/service-status'],
      ['GET', '/api/v1/health/system'],
      ['POST', '/api/v1/capture/test'],
      ['GET', '/api/v1/capture/images'],
      ['GET', '/api/v1/camera/controls'],
      ['GET', '/api/v1/cameras'],
      ['GET', '/api/v1/stream/snapshot'],
    ]
    describe('guarded routes', () => {
      it.each(guarded)('%s %s needs a token, and works with one', async (method, path) => {
        expect(await call(method, path, { anonymous: true })).toMatchObject({
          status: 401,
          json: { success: false, error: { code: 'INVALID_TOKEN' } },
        })
        expect((await call(method, path)).status).toBe(200)
      })
      it('an expired token is answered with TOKEN_EXPIRED', async () => {
        const expired = await token({}, '-1m')
        expect(
          await call('GET', '/api/v1/capture/status', { headers: { authorization: `Bearer ${expired}` } }),
        ).toMatchObject({ status: 401, json: { error: { code: 'TOKEN_EXPIRED' } } })
      })
      it('a token in the query reads, and never captures', async () => {
        const query = `token=${await token()}`
        expect((await call('GET', `/api/v1/capture/status?${query}`, { anonymous: true })).status).toBe(200)
        expect(
          (
            await call('POST', `/api/v1/capture/image?${query}`, {
              anonymous: true,
              body: { sample_no: 'X' },
            })
          ).status,
        ).toBe(401)
      })
    })

    describe('captures', () => {
      let filename: string
      it('takes a picture, with a receipt', async () => {
        const { status, json } = await capture({ sample_no: 'HOST/ก', submission_no: 'S1' })
        expect(status).toBe(200)
        expect(json).toMatchObject({
          success: true,
          data: { sample_no: 'HOST/ก', submission_no: 'S1', image_data: { format: 'JPEG' } },
        })
        const data = json.data as unknown as {
          freshness: { frame_age_ms: number }
          image_data: { filename: string }
        }
        expect(data.freshness.frame_age_ms).toBeLessThanOrEqual(0)
        filename = data.image_data.filename
      })
      it('serves it, by range, as a thumbnail, with metadata', async () => {
        const path = `/api/v1/capture/image/${filename}`
        const whole = await call('GET', path)
        expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
        expect(whole.bytes.readUInt16BE(0)).toBe(0xffd8)
        const part = await call('GET', path, { headers: { range: 'bytes=0-3' } })
        expect([part.status, part.bytes.length]).toEqual([206, 4])
        expect(
          (await call('GET', path, { headers: { 'if-none-match': whole.headers.get('etag') as string } }))
            .status,
        ).toBe(304)
        expect((await call('GET', `${path}?w=64`)).bytes.length).toBeLessThan(whole.bytes.length)
        expect(await call('GET', `${path}/metadata`)).toMatchObject({
          status: 200,
          json: { data: { sample_no: 'HOST/ก' } },
        })
        expect(await call('PATCH', path, { body: { pinned: true } })).toMatchObject({
          status: 200,
          json: { data: { pinned: true } },
        })
      })
      it('corrects what was entered, for a reason', async () => {
        const path = `/api/v1/capture/image/${filename}`
        const refused = { status: 422, json: { error: { code: 'VALIDATION_ERROR' } } }
        expect(await call('PATCH', path, { body: { submission_no: 'SUB-2' } })).toMatchObject(refused)
        expect(await call('PATCH', path, { body: { reason: 'none' } })).toMatchObject(refused)
        expect(await call('PATCH', path, { body: { sample_no: null, reason: 'none' } })).toMatchObject(
          refused,
        )
        const body = { submission_no: 'SUB-2', reason: 'The wrong label was scanned.' }
        const corrected = [{ reason: body.reason, to: { submission_no: 'SUB-2' } }]
        expect(await call('PATCH', path, { body })).toMatchObject({
          status: 200,
          json: { data: { submission_no: 'SUB-2', image_data: { filename }, corrected } },
        })
        expect(await call('GET', `${path}/metadata`)).toMatchObject({ json: { data: { corrected } } })
      })
      it('lists it and counts it', async () => {
        expect(
          await call('GET', `/api/v1/capture/images?sample_no=${encodeURIComponent('HOST/ก')}`),
        ).toMatchObject({ status: 200, json: { data: { images: [{ image_data: { filename } }] } } })
        expect(await call('GET', '/api/v1/capture/stats')).toMatchObject({
          json: { data: { successful_captures: 1 } },
        })
      })
      it('answers an Idempotency-Key twice with one picture', async () => {
        const key = { 'idempotency-key': 'host-contract' }
        const [first, again] = [
          await capture({ sample_no: 'KEY' }, key),
          await capture({ sample_no: 'KEY' }, key),
        ]
        expect(again.json.data).toEqual(first.json.data)
        expect((await capture({ sample_no: 'OTHER' }, key)).status).toBe(422)
      })
      it('names the fault of a request', async () => {
        expect(await capture({ quality: 0 })).toMatchObject({
          status: 422,
          json: {
            error: {
              code: 'VALIDATION_ERROR',
              details: expect.arrayContaining([expect.objectContaining({ path: 'body.sample_no' })]),
            },
          },
        })
        expect(await call('GET', '/api/v1/capture/image/none.jpg')).toMatchObject({
          status: 404,
          json: { error: { code: 'NOT_FOUND' } },
        })
        expect(await call('GET', '/api/v1/capture/images?limit=many')).toMatchObject({ status: 422 })
      })
      it('sets a control and reads it back', async () => {
        expect(await call('PATCH', '/api/v1/camera/controls', { body: { gain: 3 } })).toMatchObject({
          status: 200,
          json: { data: { controls: [{ name: 'gain', value: 3 }] } },
        })
        expect(await call('PATCH', '/api/v1/camera/controls', { body: { gain: 999 } })).toMatchObject({
          status: 422,
        })
      })
      it('reports a camera that hangs with CAPTURE_TIMEOUT, and goes on after', async () => {
        await call('PATCH', '/api/v1/camera/controls', { body: { fault_hang_ms: 6_500 } })
        const timedOut = { status: 504, json: { error: { code: 'CAPTURE_TIMEOUT' } } }
        expect(await Promise.all([capture(), call('POST', '/api/v1/capture/test')])).toMatchObject([
          timedOut,
          timedOut,
        ])
        expect(await call('GET', '/api/v1/capture/health', { anonymous: true })).toMatchObject({
          status: 200,
          json: { success: true },
        })
        await expect.poll(async () => (await capture()).status, { timeout: 20_000 }).toBe(200)
      }, 60_000)
    })

    describe('streaming', () => {
      it('streams, or says plainly that this host cannot', async () => {
        const response = await fetch(`${host.http}/api/v1/stream/mjpeg?w=64`, { headers: authorized })
        if (!host.can.stream) {
          expect([response.status, await response.json()]).toMatchObject([
            501,
            { error: { code: 'NOT_SUPPORTED_HERE' } },
          ])
        } else {
          expect(response.headers.get('content-type')).toMatch(/^multipart\/x-mixed-replace/)
          await response.body?.cancel()
        }
      })
      it('exports a ZIP, or says plainly that this host cannot', async () => {
        const { status, bytes, json } = await call('GET', '/api/v1/capture/export')
        if (!host.can.stream) expect([status, json.error?.code]).toEqual([501, 'NOT_SUPPORTED_HERE'])
        else expect([status, bytes.subarray(0, 4).toString('latin1')]).toEqual([200, 'PK\x03\x04'])
      })
    })

    describe('methods and preflight', () => {
      it('answers a preflight of an allowed origin', async () => {
        const response = await fetch(`${host.http}/api/v1/capture/image`, {
          method: 'OPTIONS',
          headers: {
            origin: 'http://localhost:3000',
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization,content-type',
          },
        })
        expect(response.ok).toBe(host.can.preflight)
      })
      it('knows 404 from 405', async () => {
        expect((await call('GET', '/api/v1/nothing')).status).toBe(404)
        if (!host.can.methodNotAllowed) return
        const { status, headers, json } = await call('DELETE', '/api/v1/capture/health')
        expect([status, headers.get('allow')?.split(', ').sort().join(', '), json.error?.code]).toEqual([
          405,
          'GET, HEAD',
          'METHOD_NOT_ALLOWED',
        ])
      })
    })

    describe('WebSocket', () => {
      it('greets, answers every message, and keeps the connection after an unknown one', async () => {
        const { socket, messages } = await connect('capture', [], `token=${await token()}`)
        await expect.poll(() => messages[0]?.type, { timeout: 5_000 }).toBe('initial_status')
        for (const type of [
          'ping',
          'status_request',
          'camera_status_request',
          'connection_info_request',
          'unknown',
        ]) {
          socket.send(JSON.stringify({ type, timestamp: 7 }))
          await expect.poll(() => messages.length, { timeout: 5_000 }).toBeGreaterThan(1)
        }
        const types = () => messages.map(({ type }) => type)
        for (const type of [
          'pong',
          'status_response',
          'camera_status_response',
          'connection_info_response',
          'error',
        ]) {
          await expect.poll(types, { timeout: 5_000 }).toContain(type)
        }
        expect(messages.find(({ type }) => type === 'pong')).toEqual({
          type: 'pong',
          data: { timestamp: 7 },
          timestamp: 7,
        })
        expect(socket.readyState).toBe(WebSocket.OPEN)
        socket.close()
      })
      it('reports the stages of a capture in order', async () => {
        await expect.poll(async () => (await capture()).status, { timeout: 20_000 }).toBe(200)
        const { socket, messages } = await connect('capture', [], `token=${await token()}`)
        await expect.poll(() => messages[0]?.type, { timeout: 5_000 }).toBe('initial_status')
        await capture({ sample_no: 'WATCHED' })
        const sequence = () =>
          messages
            .filter(({ type }) => type.startsWith('capture_'))
            .map(({ type, data }) => data.stage ?? type)
        await expect
          .poll(sequence, { timeout: 5_000 })
          .toEqual(['starting', 'waiting_for_frame', 'encoding', 'saving', 'completed', 'capture_result'])
        socket.close()
      }, 60_000)
      it('keeps captures from a status client', async () => {
        const { socket, messages } = await connect('status', [], `token=${await token()}`)
        await expect.poll(() => messages[0]?.type, { timeout: 5_000 }).toBe('initial_status')
        await capture()
        await expect
          .poll(() => messages.some(({ type }) => type === 'status_update'), { timeout: 5_000 })
          .toBe(true)
        expect(messages.some(({ type }) => type.startsWith('capture_'))).toBe(false)
        socket.close()
      })
      it('refuses a handshake without a token', async () => {
        const socket = new WebSocket(host.socket('capture'))
        const [error] = (await once(socket, 'error')) as [Error]
        expect(error.message).toMatch(/40[13]|502/)
      })
      it('takes the token as a subprotocol', async () => {
        const { socket } = await connect('capture', ['bearer', await token()])
        expect(socket.protocol).toBe('bearer')
        socket.close()
      })
    })

    describe('deletion', () => {
      it('deletes once', async () => {
        const { json } = await capture({ sample_no: 'GONE' })
        const { filename } = (json.data as unknown as { image_data: { filename: string } }).image_data
        expect((await call('DELETE', `/api/v1/capture/image/${filename}`)).status).toBe(200)
        expect((await call('GET', `/api/v1/capture/image/${filename}`)).status).toBe(404)
      })
    })

    ownCases?.(() => host)
  })
}
