import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { trustProxies } from '../../runtime/gateway/http/client-address.ts'
import { hosts } from '../../runtime/gateway/http/hosts.ts'
import { MAX_WAITING_REQUESTS } from '../../runtime/gateway/http/one-answer-at-a-time.ts'
import { withoutPrefix } from '../../runtime/gateway/http/public-address.ts'
import { startGateway } from './start.ts'

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function started(...options: Parameters<typeof startGateway>) {
  const gateway = await startGateway(...options)
  open.push(() => gateway.close())
  return gateway
}

function socketTo(address: string): Socket & { text: string; ended: boolean } {
  const socket = Object.assign(connect(Number(new URL(address).port), '127.0.0.1'), {
    text: '',
    ended: false,
  })
  socket.on('data', (chunk) => {
    socket.text += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    socket.ended = true
  })
  open.push(() => socket.destroy())
  return socket
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]))
const ask = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`

test('pipelined requests are answered all, in their order', async () => {
  const gateway = await started()
  const socket = socketTo(gateway.address)
  const ids = Array.from({ length: 50 }, (_, index) => `r-${index}`)
  socket.write(ids.map((id) => ask('/echo', `x-request-id: ${id}\r\n`)).join(''))
  await expect.poll(() => statuses(socket.text).length).toBe(50)
  expect([...socket.text.matchAll(/x-request-id: (\S+)/g)].map((match) => match[1])).toEqual(ids)
})

test('a connection with too many waiting requests is ended', async () => {
  const gateway = await started()
  const socket = socketTo(gateway.address)
  socket.write(ask('/echo').repeat(MAX_WAITING_REQUESTS * 3))
  await expect.poll(() => socket.ended).toBe(true)
  expect((await fetch(`${gateway.address}/echo`)).status).toBe(200)
})

test('connections of one address are limited, and a closed one makes room', async () => {
  const gateway = await started({ server: { maxConnectionsPerAddress: 2 } })
  const [first, second] = [socketTo(gateway.address), socketTo(gateway.address)]
  // They ask for a stream and do not read on: both are busy.
  for (const socket of [first, second]) socket.write(ask('/stream'))
  await expect.poll(() => statuses(first.text).length + statuses(second.text).length).toBe(2)
  for (const socket of [first, second]) socket.pause()
  const third = socketTo(gateway.address)
  await expect.poll(() => third.ended).toBe(true)
  expect(gateway.log.find(({ message }) => message.includes('MAX_CONNECTIONS_PER_ADDRESS'))).toBeDefined()
  first.destroy()
  await expect
    .poll(async () => {
      const next = socketTo(gateway.address)
      next.write(ask('/echo'))
      await expect.poll(() => next.ended || next.text !== '').toBe(true)
      return statuses(next.text)[0]
    })
    .toBe(200)
})

test('a new connection takes the place of the one that is idle for longest', async () => {
  const gateway = await started({ server: { maxConnectionsPerAddress: 2 } })
  const [first, second] = [socketTo(gateway.address), socketTo(gateway.address)]
  for (const socket of [first, second, first]) {
    const before = statuses(socket.text).length
    socket.write(ask('/echo'))
    await expect.poll(() => statuses(socket.text).length).toBe(before + 1)
  }
  const third = socketTo(gateway.address)
  third.write(ask('/echo'))
  await expect.poll(() => statuses(third.text)).toEqual([200])
  await expect.poll(() => second.ended).toBe(true)
  expect(first.ended).toBe(false)
})

test('an upgrade to h2c is answered as HTTP/1.1', async () => {
  const gateway = await started()
  const socket = socketTo(gateway.address)
  socket.write(
    ask('/echo', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'),
  )
  await expect.poll(() => statuses(socket.text)).toEqual([200])
})

test('an unknown Host name gets a 403 that names the setting; addresses, own names and PUBLIC_HOSTS are served', async () => {
  const gateway = await started({ server: { publicHosts: ['vision.lab.example'] } })
  const statusFor = async (host: string) => {
    const socket = socketTo(gateway.address)
    socket.write(`GET /echo HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    await expect.poll(() => statuses(socket.text).length).toBe(1)
    return [statuses(socket.text)[0], /PUBLIC_HOSTS/.test(socket.text)]
  }
  expect(await statusFor('rebound.attacker.example')).toEqual([403, true])
  for (const host of ['127.0.0.1:6407', '[::1]:6407', 'localhost', 'vision', 'vision.lab.example:8443'])
    expect([host, ...(await statusFor(host))]).toEqual([host, 200, false])
})

test('host names are compared without case, port and the dot at the end; a star stands for what is in front', () => {
  const known = hosts(['*.lab.example'])
  expect(known.answersTo('A.LAB.example.:80')).toBe(true)
  expect(known.answersTo('lab.example')).toBe(false)
  expect(known.answersTo('evillab.example')).toBe(false)
  expect(known.answersTo('1.2.3.4.evil.example')).toBe(false)
  expect(known.isPublicOrigin('https://nest.lab.example')).toBe(true)
  expect(known.isPublicOrigin('https://evil.example')).toBe(false)
})

test('X-Forwarded-For counts only as far as trusted proxies wrote it', () => {
  const { clientOf } = trustProxies(['127.0.0.1', '10.0.0.0/8'])
  const from = (remoteAddress: string, forwarded?: string) =>
    clientOf({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as never)
  expect(from('192.168.1.5', '1.1.1.1')).toBe('192.168.1.5')
  expect(from('::ffff:127.0.0.1', '203.0.113.7')).toBe('203.0.113.7')
  expect(from('127.0.0.1', '6.6.6.6, 203.0.113.7, 10.1.2.3')).toBe('203.0.113.7')
  expect(from('127.0.0.1', '203.0.113.7:5123')).toBe('203.0.113.7')
  expect(from('127.0.0.1', '[2001:db8::1]:5123')).toBe('2001:db8::1')
  expect(from('127.0.0.1', 'unknown')).toBe('127.0.0.1')
  expect(from('127.0.0.1')).toBe('127.0.0.1')
})

test('the rate limit counts the routed path: no way to write an address is exempt', async () => {
  const gateway = await started({ rateLimitPerMinute: 1 })
  const socket = socketTo(gateway.address)
  const paths = ['/echo', '/echo#/health', '/echo?/health', '/none/health', '/%65cho']
  for (const path of paths) socket.write(ask(path))
  await expect.poll(() => statuses(socket.text).length).toBe(paths.length)
  expect(statuses(socket.text)).toEqual([200, 429, 429, 429, 429])
})

test('WebSocket handshakes count for the rate limit; a refusal has the security headers and is in the log', async () => {
  const gateway = await started({ rateLimitPerMinute: 1 })
  const shake = () => {
    const socket = socketTo(gateway.address)
    const key =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
    socket.write(ask('/ws/none/', `Origin: https://evil.example\r\n${key}`))
    return socket
  }
  const first = shake()
  await expect.poll(() => statuses(first.text)).toEqual([403])
  expect(first.text).toMatch(/x-content-type-options: nosniff/)
  const line = gateway.log.find(({ message }) => message === 'A WebSocket handshake was refused')
  expect(line?.facts.reason).toMatch(/CORS_ORIGINS.*PUBLIC_HOSTS/)
  const second = shake()
  await expect.poll(() => statuses(second.text)).toEqual([429])
})

test('a path prefix is removed where a proxy passes it on', async () => {
  const gateway = await started({ server: { pathPrefix: '/vision' } })
  for (const path of ['/vision/echo', '/echo']) expect((await fetch(gateway.address + path)).status).toBe(200)
  expect((await fetch(`${gateway.address}/visionecho`)).status).toBe(404)
  expect(withoutPrefix('/vision', '/vision')).toBe('/')
  expect(withoutPrefix('/vision?a=1', '/vision')).toBe('/?a=1')
})
