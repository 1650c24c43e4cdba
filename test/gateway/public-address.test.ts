/** X-Forwarded-Host, -Proto and -Prefix: what a trusted proxy says counts, and nobody else's. */
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../runtime/config.ts'
import { publicAddresses, publicHeaders } from '../../runtime/gateway/http/public-address.ts'

const PROXY = '10.0.0.5'
const request = (headers: Record<string, string>, remoteAddress = PROXY, encrypted = false) =>
  ({
    headers: { host: 'upstream:6407', ...headers },
    socket: { remoteAddress, encrypted },
  }) as unknown as IncomingMessage
const addressOf = publicAddresses((address) => address === PROXY, { pathPrefix: '', publicUrl: null })
const forwarded = {
  'x-forwarded-host': 'vision.lab.example:8443',
  'x-forwarded-proto': 'https',
  'x-forwarded-prefix': '/vision/',
}

describe('a trusted proxy', () => {
  it('says host, scheme and prefix', () => {
    expect(addressOf(request(forwarded))).toEqual({
      host: 'vision.lab.example:8443',
      secure: true,
      prefix: '/vision',
    })
    expect(addressOf(request(forwarded, `::ffff:${PROXY}`)).prefix).toBe('/vision')
  })

  it('wrote the last of several values', () => {
    const chain = {
      'x-forwarded-host': 'forged.example, vision.lab.example',
      'x-forwarded-proto': 'https, http',
    }
    expect(addressOf(request(chain))).toEqual({ host: 'vision.lab.example', secure: false, prefix: '' })
  })

  it.each([
    '//evil.example',
    '/a//b',
    'vision',
    '/vision?x',
    '/<b>',
    '/a b',
    `/${'a'.repeat(300)}`,
    '/a\\b',
    '',
  ])('cannot make the prefix %j', (prefix) =>
    expect(addressOf(request({ 'x-forwarded-prefix': prefix })).prefix).toBe(''),
  )
})

it('nobody else says anything', () => {
  expect(addressOf(request(forwarded, '10.0.0.6'))).toEqual({
    host: 'upstream:6407',
    secure: false,
    prefix: '',
  })
  expect(addressOf(request(forwarded, '10.0.0.6', true)).secure).toBe(true)
  const { headers } = request(forwarded, '10.0.0.6')
  expect(publicHeaders(headers, addressOf(request(forwarded, '10.0.0.6')))).toEqual({ host: 'upstream:6407' })
})

describe('PUBLIC_URL', () => {
  const server = (settings: Record<string, string>) =>
    loadConfig({ JWT_SECRET: 'the secret of these tests, long enough', ...settings }, '/nonexistent').server
  const { publicHosts, pathPrefix, publicUrl } = server({ PUBLIC_URL: 'https://Vision.lab.example/vision/' })

  it('gives the name and the prefix, and HTTPS to requests for its name alone', () => {
    expect(publicHosts).toEqual(['vision.lab.example'])
    const addressOf = publicAddresses(() => false, { pathPrefix, publicUrl })
    expect(addressOf(request({ host: 'vision.lab.example' }))).toMatchObject({
      secure: true,
      prefix: '/vision',
    })
    expect(addressOf(request({ host: 'localhost:6407' }))).toMatchObject({ secure: false, prefix: '/vision' })
  })

  it('gives way to PATH_PREFIX, and to what a trusted proxy says', () => {
    expect(server({ PUBLIC_URL: 'http://lab.example/a', PATH_PREFIX: '/b' }).pathPrefix).toBe('/b')
    const addressOf = publicAddresses(() => true, { pathPrefix, publicUrl })
    expect(addressOf(request({ 'x-forwarded-prefix': '/other' })).prefix).toBe('/other')
  })

  it.each([
    'vision.lab.example',
    'ftp://lab.example/',
    'https://a:b@lab.example/',
    'https://lab.example/v?x=1',
    'https://lab.example/a//b',
  ])('cannot be %s', (PUBLIC_URL) => expect(() => server({ PUBLIC_URL })).toThrow(/PUBLIC_URL/))
})
