/** A body is UTF-8 or refused: guessed text would store two samples under one number. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { jsonBody } from '../../functions/lib/json-body.ts'
import type { ServiceError } from '../../runtime/errors.ts'
import { httpEvent } from '../../runtime/gateway/http/event.ts'

/** The event that the device makes of these bytes. */
function event(body: Buffer, contentType = 'application/json'): APIGatewayProxyEventV2 {
  return httpEvent({
    routeKey: 'POST /x',
    method: 'POST',
    url: '/x',
    headers: { 'content-type': contentType },
    pathParameters: undefined,
    body,
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    requestId: 'r',
    timeEpochMs: 0,
  })
}
const around = (bytes: number[]) =>
  Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('-1"}')])
function refusal(body: Buffer, contentType?: string): ServiceError {
  try {
    jsonBody(event(body, contentType))
  } catch (error) {
    return error as ServiceError
  }
  throw new Error('the body was accepted')
}

describe('refused with the offset of the first wrong byte', () => {
  it.each([
    ['TIS-620', [0xa1], 6, 'A1'],
    ['Latin-1', [0xfc], 6, 'FC'],
    ['Latin-1 behind good text', [0xc3, 0xa9, 0xe9], 8, 'E9'],
    ['an overlong slash', [0xc0, 0xaf], 6, 'C0'],
    ['an overlong NUL of three bytes', [0xe0, 0x80, 0x80], 6, 'E0'],
    ['a surrogate in three bytes (CESU-8)', [0xed, 0xa0, 0x80], 6, 'ED'],
    ['a code point above U+10FFFF', [0xf5, 0x80, 0x80, 0x80], 6, 'F5'],
    ['a sequence that is cut', [0xe0, 0xb8], 6, 'E0'],
    ['a lone continuation byte', [0x80], 6, '80'],
    ['0xFF', [0xff], 6, 'FF'],
    ['the replacement character of an earlier decoder', [0xef, 0xbf, 0xbd], 6, 'EF'],
    ['wrong bytes behind a real replacement character', [0xef, 0xbf, 0xbd, 0xff], 6, 'EF'],
  ])('%s', (_what, bytes, offset, byte) => {
    const error = refusal(around(bytes))
    expect([error.code, error.details?.[0]?.path]).toEqual(['VALIDATION_ERROR', 'body'])
    expect(error.message).toContain(`not valid UTF-8 at byte ${offset} (0x${byte})`)
  })
  it('UTF-16, with and without a byte order mark', () => {
    const utf16 = Buffer.from('{"a":"b"}', 'utf16le')
    expect(refusal(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])).message).toContain('at byte 0 (0xFF)')
    expect(refusal(utf16).message).toContain('looks like UTF-16')
  })
})

it('a host that passes the body as text has put U+FFFD in place of wrong bytes', () => {
  const passed = { ...event(Buffer.from('{}')), body: '{"a":"กข\ufffd-1"}', isBase64Encoded: false }
  expect(() => jsonBody(passed)).toThrow('not valid UTF-8 at byte 12')
})

it('a byte order mark before the JSON is harmless', () => {
  expect(jsonBody(event(Buffer.from('\ufeff{"a":"กข"}')))).toEqual({ a: 'กข' })
})

describe('charset', () => {
  const thai = Buffer.from('{"a":"กข"}')
  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/problem+json',
  ])('%s is accepted', (type) => expect(jsonBody(event(thai, type))).toEqual({ a: 'กข' }))
  it('another charset is accepted for ASCII, where all are the same, and refused for other text', () => {
    const type = 'application/json; charset=ISO-8859-1'
    expect(jsonBody(event(Buffer.from('{"a":"b"}'), type))).toEqual({ a: 'b' })
    expect(refusal(thai, type)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
    expect(refusal(thai, 'text/plain').code).toBe('UNSUPPORTED_MEDIA_TYPE')
  })
})
