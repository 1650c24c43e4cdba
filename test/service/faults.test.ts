/** Faults of a camera while the service runs, as a client sees them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { bearer, startProcess, token, untilReady } from '../support/service.ts'

const PROGRAM = fileURLToPath(new URL('../camera/mjpeg-program.ts', import.meta.url))
const RETURN_LIMIT_MS = 2_000

type Service = Awaited<ReturnType<typeof startProcess>>
let service: Service
const started: ChildProcess[] = []
afterEach(async () => {
  await service.stop()
  service.remove()
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

const capture = async (body: object = { sample_no: 'FAULT' }) => {
  const response = await fetch(`${service.address}/api/v1/capture/image`, {
    method: 'POST',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    body: (await response.json()) as { success: boolean; error: { code: string; message: string } },
  }
}
const health = async () => {
  const response = await fetch(`${service.address}/api/v1/capture/health`)
  return { http: response.status, ...((await response.json()) as { status: string; success: boolean }) }
}
const controls = async (values: Record<string, number>) => {
  const response = await fetch(`${service.address}/api/v1/camera/controls`, {
    method: 'PATCH',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: JSON.stringify(values),
  })
  expect(response.status).toBe(200)
}
/** Every message of /ws/capture, as they come. */
const watch = async (channel = 'capture') => {
  const messages: { type: string; data: Record<string, unknown> }[] = []
  const socket = new WebSocket(`${service.address.replace('http', 'ws')}/ws/${channel}`, [
    'bearer',
    await token(),
  ])
  socket.on('message', (data) => messages.push(JSON.parse(data.toString())))
  await once(socket, 'open')
  await expect.poll(() => messages[0]?.type).toBe('initial_status')
  return { socket, messages }
}
async function networkCamera(port = 0): Promise<number> {
  const camera = spawn(process.execPath, [PROGRAM, '--http'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  started.push(camera)
  const [line] = (await once(camera.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  return Number(line.toString())
}

describe('a camera program that is killed in mid capture', () => {
  it('is answered at once, reported, and back by itself', async () => {
    service = await startProcess({
      CAMERA_SOURCE: `command:'${process.execPath}' '${PROGRAM}'`,
      CAMERA_LATENCY_MS: '1500',
    })
    const { messages } = await watch('status')
    const pid = Number(
      execFileSync('pgrep', ['-P', String(service.child.pid), '-f', 'mjpeg-program']).toString(),
    )
    const underWay = capture()
    await new Promise((resolve) => setTimeout(resolve, 300))
    process.kill(pid, 'SIGKILL')
    const killedAt = performance.now()
    const { status, body } = await underWay
    expect([status, body.error.code]).toEqual([503, 'CAMERA_NOT_AVAILABLE'])
    expect(body.error.message).toContain('was ended by SIGKILL')
    expect(performance.now() - killedAt).toBeLessThan(1_400)
    await expect
      .poll(() => messages.find(({ type, data }) => type === 'status_update' && data.is_connected === false))
      .toBeTruthy()
    await untilReady(service.address, RETURN_LIMIT_MS * 4)
    expect((await capture()).status).toBe(200)
    expect(await health()).toMatchObject({ http: 200, status: 'healthy' })
    expect(service.child.exitCode).toBeNull()
  }, 60_000)
})

describe('a network camera that stops', () => {
  it('leaves the service degraded with 200, and a capture works soon after its return', async () => {
    const port = await networkCamera()
    service = await startProcess({
      CAMERA_SOURCE: `http://127.0.0.1:${port}/stream`,
      CAMERA_LATENCY_MS: '30',
    })
    expect((await capture()).status).toBe(200)
    started[0]?.kill('SIGKILL')
    await expect.poll(health).toMatchObject({ http: 200, success: true, status: 'degraded' })
    expect(await capture()).toMatchObject({ status: 503, body: { error: { code: 'CAMERA_NOT_AVAILABLE' } } })
    await networkCamera(port)
    await untilReady(service.address, RETURN_LIMIT_MS * 4)
    expect((await capture()).status).toBe(200)
  }, 60_000)
})

describe('a camera that hangs', () => {
  it('ends a capture with CAPTURE_TIMEOUT, while health still answers', async () => {
    service = await startProcess({ CAPTURE_TIMEOUT: '1' })
    await controls({ fault_hang_ms: 600_000 })
    const underWay = capture()
    for (let count = 0; count < 5; count++) expect((await health()).http).toBe(200)
    expect(await underWay).toMatchObject({
      status: 504,
      body: { error: { code: 'CAPTURE_TIMEOUT', message: expect.stringContaining('CAPTURE_TIMEOUT') } },
    })
  }, 60_000)

  it('refuses a second capture while one runs, where none may wait', async () => {
    service = await startProcess({ CAPTURE_TIMEOUT: '2', CAPTURE_QUEUE: '0' })
    await controls({ fault_hang_ms: 600_000 })
    const first = capture()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await capture()).toMatchObject({ status: 409, body: { error: { code: 'CAPTURE_IN_PROGRESS' } } })
    expect((await first).status).toBe(504)
  }, 60_000)
})

describe('a WebSocket client', () => {
  it('sees the whole sequence of a capture in order, success and failure alike, and stays connected', async () => {
    service = await startProcess({ CAPTURE_TIMEOUT: '1', STATUS_CHECK_INTERVAL: '3600' })
    const { socket, messages } = await watch()
    const sequence = () =>
      messages
        .filter(({ type }) => type.startsWith('capture_'))
        .map(({ type, data }) =>
          type === 'capture_progress' ? data.stage : data.error ? 'failed' : 'result',
        )
    await capture()
    await expect.poll(() => messages.at(-1)?.type).toBe('status_update')
    expect(sequence()).toEqual(['starting', 'waiting_for_frame', 'encoding', 'saving', 'completed', 'result'])
    const ids = new Set(
      messages.filter(({ type }) => type.startsWith('capture_')).map(({ data }) => data.request_id),
    )
    expect(ids.size).toBe(1)
    messages.length = 0
    await controls({ fault_hang_ms: 600_000 })
    await capture()
    await expect.poll(sequence).toEqual(['starting', 'waiting_for_frame', 'failed'])
    expect(messages.find(({ type }) => type === 'capture_result')?.data).toMatchObject({
      success: false,
      error: { code: 'CAPTURE_TIMEOUT' },
      sample_no: 'FAULT',
    })
    messages.length = 0
    for (const request of [
      'ping',
      'status_request',
      'camera_status_request',
      'connection_info_request',
      'nonsense',
    ]) {
      socket.send(JSON.stringify({ type: request, timestamp: 42 }))
    }
    socket.send('no json')
    const answers = () => messages.map(({ type }) => type).filter((type) => type !== 'status_update')
    await expect
      .poll(answers)
      .toEqual([
        'pong',
        'status_response',
        'camera_status_response',
        'connection_info_response',
        'error',
        'error',
      ])
    expect(messages.find(({ type }) => type === 'pong')?.data).toEqual({ timestamp: 42 })
    expect(socket.readyState).toBe(WebSocket.OPEN)
  }, 60_000)
})

describe('a stop', () => {
  it('finishes the running capture, refuses new clients, closes sockets with 1001, and exits with status 0', async () => {
    service = await startProcess({ CAMERA_SOURCE: 'simulated', CAPTURE_TIMEOUT: '5' })
    const { socket } = await watch()
    const closed = once(socket, 'close')
    await controls({ fault_hang_ms: 600_000 })
    const underWay = capture()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const stopped = service.stop('SIGTERM')
    expect((await closed)[0]).toBe(1001)
    const port = Number(new URL(service.address).port)
    const newClient = () => once(connect(port, '127.0.0.1'), 'connect').catch(({ code }) => code)
    let answered = false
    underWay.finally(() => (answered = true))
    await expect.poll(newClient).toBe('ECONNREFUSED')
    expect(answered).toBe(false)
    expect((await underWay).status).toBe(504)
    expect(await stopped).toBe(0)
  }, 60_000)
})
