import { describe, expect, it } from 'vitest'
import { Authentication } from '../../../runtime/camera/http/authentication.ts'
import { parseChallenges } from '../../../runtime/camera/http/challenges.ts'
import { ChunkedBody } from '../../../runtime/camera/http/chunked.ts'
import { digestAuthorization, strongestDigest } from '../../../runtime/camera/http/digest.ts'
import { MAX_HEAD_BYTES, readHead } from '../../../runtime/camera/http/response-head.ts'

const URL_OF_CAMERA = new URL('http://10.0.0.9/video?channel=1')
const digest = (rest: string) => `Digest realm="cam", nonce="n1", qop="auth"${rest}`
const authentication = (nowMs = () => 0) =>
  new Authentication({ username: 'lab', password: 'p@ss word:1' }, nowMs)

describe('a challenge', () => {
  it('is read with others in one header, with commas and quotation marks in its values', () => {
    expect(
      parseChallenges(['Basic realm="a, b", Digest realm="c \\"d\\"", nonce=n, qop="auth,auth-int"']),
    ).toEqual([
      { scheme: 'basic', parameters: { realm: 'a, b' } },
      { scheme: 'digest', parameters: { realm: 'c "d"', nonce: 'n', qop: 'auth,auth-int' } },
    ])
  })

  it('is answered in its strongest form that is known', () => {
    const offers = [digest(', algorithm=SHA-999'), digest(''), digest(', algorithm=SHA-256-sess')]
    expect(strongestDigest(parseChallenges(offers))).toMatchObject({ hash: 'sha256', session: true })
    expect(strongestDigest(parseChallenges([digest(', algorithm=SHA-999')]))).toBeNull()
  })

  it('is answered as RFC 2617 section 3.5 calculates it', () => {
    const header =
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    const challenge = strongestDigest(parseChallenges([header]))
    if (challenge === null) throw new Error('no challenge')
    const user = { username: 'Mufasa', password: 'Circle Of Life' }
    // Without qop: MD5(MD5(A1):nonce:MD5(A2)), RFC 2069.
    expect(digestAuthorization(challenge, user, '/dir/index.html', 1)).toContain(
      'response="670fd8c2df070c60b045671b8b24ff02"',
    )
  })
})

describe('a password', () => {
  it('is not sent before the camera asks, and never as Basic where Digest was offered', () => {
    const access = authentication()
    expect(access.authorization(URL_OF_CAMERA)).toBeUndefined()
    access.challenged(URL_OF_CAMERA, ['Basic realm="cam"', digest('')], false)
    expect(access.authorization(URL_OF_CAMERA)).toMatch(/^Digest .*nc=00000001/)
    expect(access.authorization(URL_OF_CAMERA)).toMatch(/^Digest .*nc=00000002/)
    expect(() => access.challenged(URL_OF_CAMERA, ['Basic realm="cam"'], false)).toThrow(/now asks for Basic/)
    expect(access.authorization(URL_OF_CAMERA)).toBeUndefined()
  })

  it('is sent as Basic to a camera that offers nothing else', () => {
    const access = authentication()
    access.challenged(URL_OF_CAMERA, ['Basic realm="cam"'], false)
    expect(access.authorization(URL_OF_CAMERA)).toBe(
      `Basic ${Buffer.from('lab:p@ss word:1').toString('base64')}`,
    )
  })

  it('is tried three times, then with pauses of 1, 5 and 10 minutes', () => {
    let nowMs = 0
    const access = authentication(() => nowMs)
    for (let tries = 0; tries < 3; tries++) {
      access.checkPause(URL_OF_CAMERA)
      access.challenged(URL_OF_CAMERA, [digest('')], false)
      expect(() => access.challenged(URL_OF_CAMERA, [digest('')], true)).toThrow(/refuses the user/)
    }
    for (const pauseS of [60, 300, 600, 600]) {
      nowMs += pauseS * 1000 - 1
      expect(() => access.checkPause(URL_OF_CAMERA)).toThrow(/next try is in 1 s/)
      nowMs += 1
      access.checkPause(URL_OF_CAMERA)
      access.countRefusal()
    }
  })

  it('repeats a request with the next nonce, and does not treat a stale nonce as a refusal', () => {
    const access = authentication()
    access.challenged(URL_OF_CAMERA, [digest('')], false)
    access.challenged(URL_OF_CAMERA, ['Digest realm="cam", nonce="n2", qop="auth", stale=TRUE'], true)
    expect(access.authorization(URL_OF_CAMERA)).toContain('nonce="n2"')
    access.accepted('nextnonce="n3", qop=auth')
    expect(access.authorization(URL_OF_CAMERA)).toMatch(/nonce="n3".*nc=00000001/)
  })
})

describe('the head of an answer', () => {
  it.each([
    ['LF alone', 'HTTP/1.1 200 OK\nContent-Type: image/jpeg\n\nx', 200],
    ['lines without a colon', 'HTTP/1.0 401 No\r\nnonsense\r\nContent-Type: image/jpeg\r\n\r\nx', 401],
    ['blank lines before it', '\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\nx', 200],
    ['ICY', 'ICY 200 OK\r\nContent-Type: image/jpeg\r\n\r\nx', 200],
  ])('is read with %s', (_what, text, statusCode) => {
    const head = readHead(Buffer.from(text))
    expect(head).toMatchObject({ statusCode, sizeBytes: text.length - 1 })
    expect(head?.headers.get('content-type')).toEqual(['image/jpeg'])
  })

  it('may be missing, and is bounded', () => {
    expect(readHead(Buffer.from([0xff, 0xd8, 0xff]))).toMatchObject({ statusCode: 200, sizeBytes: 0 })
    expect(readHead(Buffer.from('HTTP/1.1 200 OK\r\nA: b'))).toBeNull()
    expect(() => readHead(Buffer.from(`HTTP/1.1 200 OK\r\nA: ${'b'.repeat(MAX_HEAD_BYTES)}`))).toThrow(
      /more than/,
    )
    expect(() => readHead(Buffer.from('SSH-2.0-OpenSSH_9'))).toThrow(/does not answer in HTTP/)
  })
})

describe('a chunked body', () => {
  it.each([
    ['as it should be', '3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n', true],
    ['with LF alone and blanks', ' 3 \nabc\n2\nde\n0\n\n', true],
    ['announced but not sent', '--b abcde', false],
  ])('is read byte by byte: %s', (_what, text, ends) => {
    let read = ''
    const body = new ChunkedBody((bytes) => {
      read += bytes.toString('latin1')
    })
    for (const byte of Buffer.from(`${text}${ends ? '' : '\n'}`)) body.feed(Buffer.from([byte]))
    expect(read.replace(/\n$/, '')).toBe(ends ? 'abcde' : text)
    expect(body.ended).toBe(ends)
  })
})
