/** The specification's own examples of requests and responses, field for field, against the real service. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearer, startHere, token } from '../support/service.ts'
import { CaptureService } from './capture-service.ts'

const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

let service: Awaited<ReturnType<typeof startHere>>
beforeAll(async () => {
  service = await startHere({ ANONYMOUS_READ: 'true', CAMERA_WIDTH: '1920', CAMERA_HEIGHT: '1080' })
})
afterAll(() => service.stop())

const json = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${service.address}${path}`, {
    ...init,
    headers: { ...(await bearer()), ...init.headers },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('health and status', () => {
  it('GET /api/v1/capture/health', async () => {
    const { status, body } = await json('/api/v1/capture/health')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      success: true,
      status: 'healthy',
      timestamp: expect.stringMatching(ISO_UTC),
      details: {
        uptime_seconds: expect.any(Number),
        camera_connected: true,
        camera_capturing: false,
        websocket_connections: 0,
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      },
    })
  })

  it('GET /api/v1/capture/status', async () => {
    const { status, body } = await json('/api/v1/capture/status')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      is_connected: true,
      is_capturing: false,
      device_id: 0,
      resolution: '1920x1080',
      fps: 30,
      last_capture: null,
      error_message: null,
    })
  })
})

describe('capture', () => {
  it('POST /api/v1/capture/image', async () => {
    const { status, body } = await json('/api/v1/capture/image', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        sample_no: 'TEST005',
        submission_no: 'SUB001',
        description: 'Microplate capture',
        quality: 95,
      }),
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      success: true,
      message: 'Image captured successfully',
      data: {
        image_data: {
          filename: expect.stringMatching(/^capture_TEST005_SUB001_\d{8}_\d{6}\.jpg$/),
          file_path: expect.stringContaining('/capture_TEST005_SUB001_'),
          file_size: expect.any(Number),
          width: 1920,
          height: 1080,
          format: 'JPEG',
          captured_at: expect.stringMatching(ISO_UTC),
        },
        sample_no: 'TEST005',
        submission_no: 'SUB001',
      },
      timestamp: expect.stringMatching(ISO_UTC),
    })
  })

  it('POST /api/v1/capture/test', async () => {
    const { status, body } = await json('/api/v1/capture/test', { method: 'POST' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      success: true,
      message: 'Camera test successful',
      data: {
        camera_status: 'working',
        device_info: {
          device_id: 0,
          configured_resolution: '1920x1080',
          configured_fps: 30,
          is_initialized: true,
          is_capturing: false,
        },
      },
    })
  })

  it('GET /api/v1/capture/stats', async () => {
    const { status, body } = await json('/api/v1/capture/stats')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      success: true,
      data: {
        total_captures: 1,
        successful_captures: 1,
        failed_captures: 0,
        average_capture_time: expect.any(Number),
        last_capture_time: expect.stringMatching(ISO_UTC),
        storage_used: expect.any(Number),
      },
    })
  })

  it('answers a bad token in the error format', async () => {
    const { status, body } = await json('/api/v1/capture/status', {
      headers: { authorization: 'Bearer nonsense' },
    })
    expect(status).toBe(401)
    expect(body).toMatchObject({
      success: false,
      error: { code: 'INVALID_TOKEN', message: expect.any(String) },
      timestamp: expect.stringMatching(ISO_UTC),
    })
  })
})

it("works with the specification's own CaptureService class", async () => {
  const captures = new CaptureService(service.address, await token())
  const progress: string[] = []
  captures.onCaptureProgress = (data) => progress.push(`${data.stage} ${data.progress}`)
  const result = new Promise<Record<string, unknown>>((resolve) => {
    captures.onCaptureResult = resolve
  })
  const update = new Promise<Record<string, unknown>>((resolve) => {
    captures.onStatusUpdate = resolve
  })
  const socket = captures.connectWebSocket()
  await new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = reject
  })

  const response = await captures.captureImage('TEST006', 'SUB002')
  expect(response.success).toBe(true)
  expect(await result).toEqual({ success: true, ...response.data })
  expect(progress).toEqual([
    'starting 0',
    'waiting_for_frame 20',
    'encoding 50',
    'saving 80',
    'completed 100',
  ])
  expect(await update).toMatchObject({ is_connected: true })
  expect(await captures.getCameraStatus()).toMatchObject({
    is_connected: true,
    last_capture: expect.stringMatching(ISO_UTC),
  })
  socket.close()
})
