/** The check on the hosts' answers is one that can fail. */
import { expect, it } from 'vitest'
import { assertDescribed, problemOf } from '../contract/conformance.ts'

const timestamp = '2024-01-15T10:30:00.000Z'
const health = { success: true, status: 'healthy', timestamp }
const json = { 'content-type': 'application/json; charset=utf-8' }

function answer(
  status: number,
  body: object | string,
  { method = 'GET', path = '/api/v1/health', headers = json as Record<string, string> } = {},
) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  assertDescribed(method, path, { status, headers: new Headers(headers), body: bytes })
}
const error = (code: string) => ({ success: false, error: { code, message: 'No.' }, timestamp })

it('accepts every request that the document describes', () => {
  expect(() => answer(200, health)).not.toThrow()
  expect(() => answer(500, error('INTERNAL_ERROR'))).not.toThrow()
  expect(() => answer(404, error('NOT_FOUND'), { path: '/nowhere' })).not.toThrow()
})

it.each([
  ['a field more', () => answer(200, { ...health, mood: 'fine' }), /must NOT have additional properties/],
  ['a field less', () => answer(200, { ...health, status: undefined }), /must have required property/],
  ['another value', () => answer(200, { ...health, status: 'splendid' }), /equal to one of the allowed/],
  ['another status', () => answer(418, error('INTERNAL_ERROR')), /answered 418, which is not described/],
  ["another status's code", () => answer(500, error('NOT_FOUND')), /equal to one of the allowed values/],
  [
    'another type',
    () => answer(200, 'ok', { headers: { 'content-type': 'text/plain' } }),
    /text\/plain, not/,
  ],
  ['no such route', () => answer(200, {}, { path: '/nowhere' }), /no such route is described/],
  [
    'a header less',
    () => answer(416, '', { path: '/api/v1/capture/image/a.jpg', headers: {} }),
    /without the header Content-Range/,
  ],
])('refuses %s', (_what, check, message) => expect(check).toThrow(message))

it('holds WebSocket messages to their channel and form', () => {
  const pong = { type: 'pong', data: { timestamp: 7 }, timestamp }
  expect(problemOf('status', pong)).toEqual([])
  expect(problemOf('status', { ...pong, type: 'capture_progress' })).toEqual([
    'capture_progress is not described for /ws/status',
  ])
  expect(problemOf('status', { ...pong, data: { timestamp: 7, more: 1 } } as never)[0]).toMatch(/additional/)
})
