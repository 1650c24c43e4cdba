/** Handlers alone: a golden event, a fake device, no server. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { handler as captureImage } from '../../functions/capture-image.ts'
import { handler as connect } from '../../functions/connect.ts'
import { handler as health } from '../../functions/health.ts'
import { handler as ready } from '../../functions/ready.ts'
import { handler as snapshot } from '../../functions/snapshot.ts'
import { handler as status } from '../../functions/status.ts'
import { handler as streamMjpeg } from '../../functions/stream-mjpeg.ts'
import type { CameraStatus } from '../../runtime/camera/port.ts'
import { loadConfig } from '../../runtime/config.ts'
import type { CaptureRequest } from '../../runtime/device/captures.ts'
import type { OutgoingMessage } from '../../runtime/device/connections.ts'
import { type Device, provideDevice } from '../../runtime/device/device.ts'
import { ERRORS, type ErrorCode, ServiceError } from '../../runtime/errors.ts'
import { ROOT } from '../support/root.ts'
import { bearer, JWT_SECRET, token } from '../support/service.ts'

const golden = (name: string) => JSON.parse(readFileSync(join(ROOT, 'test/events', `${name}.json`), 'utf8'))
const context = { awsRequestId: 'lambda-request' } as Context

function fakeDevice(
  overrides: { take?: (request: CaptureRequest) => Promise<never>; state?: CameraStatus['state'] } = {},
) {
  const taken: CaptureRequest[] = []
  const sent: OutgoingMessage[] = []
  const streaming: CameraStatus = {
    state: overrides.state ?? 'streaming',
    granted: {
      width: 1280,
      height: 720,
      fps: 15,
      pixelFormat: 'MJPEG',
      deviceName: 'Fake',
      stableName: 'fake',
    },
    errorMessage: null,
    counters: { frames: 1, dropped: 0, torn: 0, lastFrameAtMs: 1 },
    reopened: 0,
    muteControls: [],
    drift: [],
  }
  const device = {
    config: loadConfig({ JWT_SECRET, CORS_ORIGINS: '' }, '/nonexistent'),
    startedAtMs: 0,
    camera: { status: () => streaming },
    plates: { gate: 'off' },
    captures: {
      capturing: false,
      lastCaptureAt: null,
      storage: () => ({ free_bytes: 1, reserve_bytes: 0, used_bytes: 0, low: false, error_message: null }),
      take:
        overrides.take ??
        (async (request: CaptureRequest) => {
          taken.push(request)
          return { sample_no: request.sample_no, image_data: {}, freshness: {} }
        }),
    },
    clock: { status: () => ({ synchronised: true, last_step: null }) },
    view: {
      snapshot: async () => Buffer.from([0xff, 0xd8]),
    },
    connections: {
      count: 0,
      add() {},
      post: async () => true,
      broadcast: (message: OutgoingMessage) => sent.push(message),
    },
  }
  return { device: device as unknown as Device, taken, sent }
}

let event: APIGatewayProxyEventV2
beforeEach(async () => {
  event = golden('capture-image')
  event.headers = { ...event.headers, ...(await bearer()) }
})
afterEach(() => provideDevice(undefined))

const run = async (
  handler: (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>,
  its = event,
) => {
  const result = await handler(its, context)
  const isJson = String(result.headers?.['content-type']).startsWith('application/json')
  return { ...result, json: isJson ? JSON.parse(result.body as string) : undefined }
}

describe('capture-image', () => {
  it("passes on the request with defaults and its user, and answers as specified's form", async () => {
    const { device, taken, sent } = fakeDevice()
    provideDevice(device)
    const { statusCode, json } = await run(captureImage)
    expect(statusCode).toBe(200)
    expect(json).toMatchObject({
      success: true,
      message: 'Image captured successfully',
      data: { sample_no: 'TEST005' },
    })
    expect(taken[0]).toMatchObject({
      sample_no: 'TEST005',
      submission_no: 'SUB001',
      description: 'Microplate capture',
      quality: 95,
      format: 'JPEG',
      request_id: event.requestContext.requestId,
      requested_by: 'tester',
      idempotency_key: null,
    })
    expect(sent.map(({ type }) => type)).toEqual(['capture_result', 'status_update'])
  })

  const thrown = Object.keys(ERRORS) as ErrorCode[]
  it.each(thrown)('answers %s with its status, in the error format', async (code) => {
    const { device, sent } = fakeDevice({
      take: () => Promise.reject(new ServiceError(code, 'A sentence.', { cause: new Error('private') })),
    })
    provideDevice(device)
    const { statusCode, json, body } = await run(captureImage)
    expect(statusCode).toBe(ERRORS[code].status)
    expect(json).toMatchObject({
      success: false,
      error: { code, message: 'A sentence.' },
      timestamp: expect.stringMatching(/Z$/),
    })
    expect(body).not.toContain('private')
    expect(sent.find(({ type }) => type === 'capture_result')?.data).toMatchObject({
      success: false,
      error: { code },
    })
  })

  it('shows nothing of an unexpected error', async () => {
    provideDevice(fakeDevice({ take: () => Promise.reject(new Error('password=hunter2')) }).device)
    const { statusCode, json, body } = await run(captureImage)
    expect([statusCode, json.error.code]).toEqual([500, 'INTERNAL_ERROR'])
    expect(body).not.toContain('hunter2')
  })

  it('takes no token from the query: a link must not take pictures', async () => {
    provideDevice(fakeDevice().device)
    event.headers = { 'content-type': 'application/json' }
    event.queryStringParameters = { token: await token() }
    expect((await run(captureImage)).json.error.code).toBe('INVALID_TOKEN')
  })

  it('reads a base64 body, which API Gateway sends for binary content', async () => {
    const { device, taken } = fakeDevice()
    provideDevice(device)
    event.body = Buffer.from('{"sample_no":"B64"}').toString('base64')
    event.isBase64Encoded = true
    await run(captureImage)
    expect(taken[0]?.sample_no).toBe('B64')
  })
})

describe('reading', () => {
  it('health answers without a token, degraded with 200', async () => {
    provideDevice(fakeDevice({ state: 'faulted' }).device)
    event.headers = {}
    const { statusCode, json } = await run(health)
    expect([statusCode, json.success, json.status]).toEqual([200, true, 'degraded'])
    expect((await run(ready)).statusCode).toBe(503)
  })
  it('status reports the granted format, not the requested one', async () => {
    provideDevice(fakeDevice().device)
    expect((await run(status)).json).toMatchObject({ is_connected: true, resolution: '1280x720', fps: 15 })
  })
  it('snapshot is binary', async () => {
    provideDevice(fakeDevice().device)
    const result = await run(snapshot)
    expect(result).toMatchObject({
      statusCode: 200,
      isBase64Encoded: true,
      body: '/9g=',
      headers: { 'content-type': 'image/jpeg' },
    })
  })
  it('a stream names the reason when this host cannot stream', async () => {
    provideDevice(fakeDevice().device)
    expect(await run(streamMjpeg)).toMatchObject({
      statusCode: 501,
      json: { error: { code: 'NOT_SUPPORTED_HERE' } },
    })
  })
})

describe('$connect', () => {
  const connectEvent = async (query: Record<string, string>) => ({
    ...golden('websocket-connect'),
    headers: {},
    queryStringParameters: query,
  })
  const statusOf = async (query: Record<string, string>) =>
    ((await connect(await connectEvent(query))) as { statusCode: number }).statusCode
  it('accepts a client with a token on an existing channel', async () => {
    provideDevice(fakeDevice().device)
    const signed = await token()
    expect(await statusOf({ token: signed, channel: 'capture' })).toBe(200)
    expect(await statusOf({ token: signed, channel: 'status' })).toBe(200)
    expect(await statusOf({ token: signed, channel: 'other' })).toBe(404)
    expect(await statusOf({ channel: 'capture' })).toBe(401)
  })
})
