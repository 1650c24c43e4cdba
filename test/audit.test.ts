import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { LINES_PER_MINUTE } from '../runtime/client-log.ts'
import { bearer, startProcess } from './support/service.ts'

let service: Awaited<ReturnType<typeof startProcess>>
beforeAll(async () => {
  service = await startProcess({
    LOG_FILE: 'logs/service.log',
    JWT_READ_SCOPE: 'r',
    JWT_CAPTURE_SCOPE: 'c',
    STREAM_MAX_VIEWERS: '0',
  })
})
afterAll(async () => {
  await service.stop()
  service.remove()
})

const lines = (name: string): Record<string, unknown>[] =>
  readFileSync(join(dirname(service.folder), 'logs', name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const audited = () => lines('service.audit.log')

async function call(method: string, path: string, claims: Record<string, unknown>, body?: unknown) {
  const answer = await fetch(service.address + path, {
    method,
    headers: { ...(await bearer(claims)), ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  // biome-ignore lint/suspicious/noExplicitAny: the answer, read field by field
  return { status: answer.status, json: (await answer.json().catch(() => undefined)) as any }
}
const writer = { sub: 'operator-7', scope: 'r c' }
const reader = { sub: 'reader-3', scope: 'r' }

test('captures, corrections and deletions are in the audit log with the person, failed ones too', async () => {
  const taken = await call('POST', '/api/v1/capture/image', writer, { sample_no: 'AUDIT-1' })
  const { filename } = taken.json.data.image_data
  const path = `/api/v1/capture/image/${filename}`
  await call('PATCH', path, writer, { sample_no: 'AUDIT-2', reason: 'wrong label' })
  await call('PATCH', path, writer, { sample_no: 'AUDIT-3' })
  await call('DELETE', path, writer)
  await call('DELETE', path, writer)
  await expect.poll(() => audited().length).toBe(5)
  expect(audited()).toMatchObject([
    { event: 'capture-image', sub: 'operator-7', status: 200, sample_no: 'AUDIT-1', filename },
    { event: 'change-image', sub: 'operator-7', status: 200, path },
    { event: 'change-image', sub: 'operator-7', status: 422, code: 'VALIDATION_ERROR', path },
    { event: 'delete-image', sub: 'operator-7', status: 200, path },
    { event: 'delete-image', sub: 'operator-7', status: 404, code: 'NOT_FOUND', path },
  ])
  for (const line of audited())
    expect(line).toMatchObject({
      timestamp: expect.any(String),
      request_id: expect.any(String),
      source_ip: '127.0.0.1',
    })
})

test('refusals are in it with the person where the token says it, one line a minute and kind', async () => {
  const before = audited().length
  for (let count = 0; count < 5; count++)
    expect((await call('POST', '/api/v1/capture/image', reader, { sample_no: 'A' })).status).toBe(403)
  await fetch(`${service.address}/api/v1/capture/status`)
  const foreign = new WebSocket(`${service.address.replace('http', 'ws')}/ws/capture`, {
    origin: 'https://evil.example',
  })
  await new Promise((resolve) => foreign.once('error', resolve))
  await expect.poll(() => audited().length - before).toBe(3)
  expect(audited().slice(before)).toMatchObject([
    {
      event: 'refused',
      code: 'FORBIDDEN',
      sub: 'reader-3',
      function: 'capture-image',
      source_ip: '127.0.0.1',
    },
    { event: 'refused', code: 'INVALID_TOKEN', sub: null, function: 'status' },
    {
      event: 'refused',
      code: 'FORBIDDEN',
      sub: null,
      path: '/ws/capture',
      reason: expect.stringContaining('evil.example'),
    },
  ])
})

test('a reader writes nothing into the audit log, and only some lines into the log', async () => {
  const before = audited().length
  for (let count = 0; count < 60; count++)
    expect((await call('GET', '/api/v1/stream/mjpeg', reader)).status).toBe(503)
  for (let count = 0; count < 30; count++)
    expect((await call('POST', '/api/v1/tickets', reader, { purpose: 'picture' })).status).toBe(200)
  await call('POST', '/api/v1/capture/image', writer, { sample_no: 'LAST' })
  await expect.poll(() => audited().length).toBe(before + 1)
  expect(lines('service.log').filter(({ code }) => code === 'TOO_MANY_CONNECTIONS')).toHaveLength(
    LINES_PER_MINUTE,
  )
  expect(lines('service.log').filter(({ message }) => message === 'Captured')).toHaveLength(2)
})
