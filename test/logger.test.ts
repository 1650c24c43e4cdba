import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bearer, startProcess, token } from './support/service.ts'

let service: Awaited<ReturnType<typeof startProcess>>
beforeAll(async () => {
  service = await startProcess({ LOG_LEVEL: 'DEBUG', LOG_FILE: 'logs/service.log', CAPTURE_TIMEOUT: '0.2' })
})
afterAll(async () => {
  await service.stop()
  service.remove()
})

it('writes JSON lines to standard output and LOG_FILE, with request ids, and never a token', async () => {
  const signed = await token()
  const call = (path: string, method = 'GET', body?: string) =>
    fetch(`${service.address}${path}`, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json', authorization: `Bearer ${signed}` } : {}),
        'x-request-id': 'trace-77',
      },
      ...(body ? { body } : {}),
    }).then((response) => response.text())
  await call('/api/v1/capture/image', 'POST', '{"sample_no":"LOGGED"}')
  await call(`/api/v1/capture/status?token=${signed}`)
  const patched = await fetch(`${service.address}/api/v1/camera/controls`, {
    method: 'PATCH',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: '{"fault_hang_ms": 5000}',
  })
  expect(patched.status).toBe(200)
  await call('/api/v1/capture/image', 'POST', '{"sample_no":"FAILED"}')

  const file = join(dirname(service.folder), 'logs/service.log')
  const text = () => readFileSync(file, 'utf8')
  await expect.poll(text).toContain('CAPTURE_TIMEOUT')
  const lines = text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const line of lines)
    expect(line).toMatchObject({
      level: expect.any(String),
      message: expect.any(String),
      timestamp: expect.any(String),
    })
  expect(lines.find(({ message }) => message === 'Captured')).toMatchObject({
    request_id: 'trace-77',
    function_name: 'capture-image',
    level: 'INFO',
  })
  expect(lines.find(({ code }) => code === 'CAPTURE_TIMEOUT')).toMatchObject({
    request_id: 'trace-77',
    function_name: 'capture-image',
    level: 'WARN',
  })
  expect(service.output()).toContain('CAPTURE_TIMEOUT')
  for (const written of [text(), service.output()]) {
    expect(written).not.toContain(signed)
    expect(written).not.toContain('only these tests know')
  }
  expect(statSync(file).mode & 0o777).toBe(0o640)
  expect(readdirSync(dirname(file))).toContain('service.log')
})

it('goes on when whoever read its output has ended', async () => {
  service.child.stdout?.destroy()
  service.child.stderr?.destroy()
  for (const sample of ['UNREAD-1', 'UNREAD-2']) {
    const response = await fetch(`${service.address}/api/v1/capture/image`, {
      method: 'POST',
      headers: { ...(await bearer()), 'content-type': 'application/json', 'x-request-id': sample },
      body: JSON.stringify({ sample_no: sample }),
    })
    await response.text()
  }
  expect(service.child.exitCode).toBeNull()
  const file = join(dirname(service.folder), 'logs/service.log')
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('UNREAD-2')
})

it('writes no file when LOG_FILE is none', async () => {
  const silent = await startProcess({ LOG_FILE: 'none' })
  await expect.poll(() => silent.output()).toContain('"message":"Ready"')
  await silent.stop()
  expect(readdirSync(dirname(silent.folder))).not.toContain('logs')
  silent.remove()
})
