/** The http: driver against servers that answer as network cameras do: credentials, single pictures, odd multipart. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { httpDriver } from '../../runtime/camera/http/driver.ts'
import type { CameraSession } from '../../runtime/camera/port.ts'
import { paintClock } from '../../runtime/camera/simulated/picture-clock.ts'
import { superviseCamera } from '../../runtime/camera/supervision/supervise.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { driverContract } from './contract.ts'
import { pictureTime } from './picture-time.ts'

const [WIDTH, HEIGHT] = [336, 240]
const LATENCY_MS = 40

const picture = (): Promise<Buffer> => {
  const rgb = Buffer.alloc(WIDTH * HEIGHT * 3, 128)
  paintClock(rgb, WIDTH, HEIGHT, { exposedAtMs: monotonicMs(), sequence: 1 })
  return sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer()
}

const servers: Server[] = []
const sessions: CameraSession[] = []
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const listen = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
const open = async (url: string, withinMs = 10_000) => {
  const session = await httpDriver({ url, fps: 30, latencyMs: LATENCY_MS }).open(
    AbortSignal.timeout(withinMs),
  )
  sessions.push(session)
  return session
}
const frame = (session: CameraSession, notBeforeMs = monotonicMs()) =>
  session.frame({ notBeforeMs, signal: AbortSignal.timeout(10_000) })

/** One JPEG an answer, of the moment that is `ageMs` before the request. */
const snapshots =
  (ageMs = 0): RequestListener =>
  async (_request, response) => {
    const rgb = Buffer.alloc(WIDTH * HEIGHT * 3, 128)
    paintClock(rgb, WIDTH, HEIGHT, { exposedAtMs: monotonicMs() - ageMs, sequence: 1 })
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const }
    response.setHeader('content-type', 'image/jpeg').end(await sharp(rgb, { raw }).jpeg().toBuffer())
  }

/** `part` writes the picture as one part of a stream. */
const stream =
  (
    contentType: string,
    part: (jpeg: Buffer) => Buffer,
    allowed: (request: IncomingMessage) => boolean = () => true,
    challenge = 'Digest realm="cam, one", nonce="abc123", qop="auth", opaque="xyz", algorithm=SHA-256',
  ): RequestListener =>
  (request, response) => {
    if (!allowed(request)) return void response.writeHead(401, { 'www-authenticate': challenge }).end()
    response.writeHead(200, { 'content-type': contentType })
    const timer = setInterval(async () => response.write(part(await picture())), 50)
    response.on('close', () => clearInterval(timer))
  }
const withLength = (jpeg: Buffer) =>
  Buffer.concat([
    Buffer.from(`--b\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`),
    jpeg,
    Buffer.from('\r\n'),
  ])
const MULTIPART = 'multipart/x-mixed-replace; boundary=b'

describe('a camera that answers with single pictures', () => {
  let url = ''
  const server = createServer(snapshots(LATENCY_MS))
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  })
  driverContract({
    name: 'http snapshots that are as old as the latency allows',
    driver: () => httpDriver({ url, fps: 30, latencyMs: LATENCY_MS }),
    clockInPicture: true,
    after: async () => {
      server.closeAllConnections()
      server.close()
    },
  })

  it('gets a request only when a picture is needed, and its silence is not a fault', async () => {
    let requests = 0
    const answer = snapshots()
    const host = await listen((request, response) => {
      requests += 1
      return answer(request, response)
    })
    const camera = superviseCamera(httpDriver({ url: `http://${host}/`, fps: 30, latencyMs: LATENCY_MS }), {
      warmupFrames: 5,
      controls: {},
    })
    camera.start()
    await expect.poll(() => camera.status().state, { timeout: 10_000 }).toBe('streaming')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(camera.status()).toMatchObject({ state: 'streaming', reopened: 0 })
    expect(requests).toBe(1)
    await camera.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(10_000) })
    expect(requests).toBe(2)
    await camera.close()
  })

  it('ends with the reason when it refuses a later request, and rejects the waiting requests', async () => {
    let broken = false
    const answer = snapshots()
    const host = await listen((request, response) =>
      broken ? void response.writeHead(403).end() : answer(request, response),
    )
    const session = await open(`http://${host}/`)
    broken = true
    await expect(frame(session)).rejects.toMatchObject({
      code: 'CAMERA_NOT_AVAILABLE',
      message: expect.stringContaining('forbids this address'),
    })
    expect((await session.ended).message).toContain('forbids this address')
  })
})

describe('a camera that streams', () => {
  it('goes on after the time that its opening may take', async () => {
    const host = await listen(stream(MULTIPART, withLength))
    const session = await open(`http://${host}/`, 1_000)
    await new Promise((resolve) => setTimeout(resolve, 1_300))
    expect((await frame(session)).width).toBe(WIDTH)
    expect(await Promise.race([session.ended, Promise.resolve('streaming')])).toBe('streaming')
  })

  it.each<[string, string, (jpeg: Buffer) => Buffer]>([
    [
      'no lengths, line feeds alone',
      'multipart/x-mixed-replace; boundary="--b"',
      (jpeg) => Buffer.concat([Buffer.from('--b\nContent-Type: image/jpeg\n\n'), jpeg]),
    ],
    [
      'a wrong length',
      MULTIPART,
      (jpeg) => Buffer.concat([Buffer.from('--b\r\nContent-Length: 7\r\n\r\n'), jpeg, Buffer.from('\r\n')]),
    ],
    ['no parts at all', 'video/x-motion-jpeg', (jpeg) => jpeg],
  ])('is read with %s', async (_name, contentType, part) => {
    const session = await open(`http://${await listen(stream(contentType, part))}/`)
    for (let count = 0; count < 3; count++) {
      const askedAtMs = Math.floor(monotonicMs())
      expect((await pictureTime((await frame(session)).data)).exposedAtMs).toBeGreaterThanOrEqual(askedAtMs)
    }
    expect(session.counters.torn).toBe(0)
  })

  it('says that no picture came in time', async () => {
    const host = await listen((_request, response) =>
      response.writeHead(200, { 'content-type': MULTIPART }).write('--b\r\n'),
    )
    await expect(open(`http://${host}/`, 300)).rejects.toThrow(/sent no picture in time/)
  })

  it('gets Basic credentials', async () => {
    const expected = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    const host = await listen(
      stream(MULTIPART, withLength, ({ headers }) => headers.authorization === expected, 'Basic realm="cam"'),
    )
    const session = await open(`http://me:p%40ss@${host}/`)
    expect(session.granted.stableName).not.toContain('p%40ss')
  })

  it('gets Digest credentials when it requires them (RFC 7616 section 3.4)', async () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    const host = await listen(
      stream(MULTIPART, withLength, ({ headers, url }) => {
        const given = headers.authorization ?? ''
        const field = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)`).exec(given)?.[1]
        const a1 = hash('me:cam, one:p@ss')
        const a2 = hash(`GET:${url}`)
        const answer = hash(`${a1}:abc123:${field('nc')}:${field('cnonce')}:auth:${a2}`)
        return given.startsWith('Digest ') && field('uri') === url && field('response') === answer
      }),
    )
    expect((await open(`http://me:p%40ss@${host}/video?ch=1`)).granted.width).toBe(WIDTH)
    await expect(open(`http://me:wrong@${host}/`)).rejects.toThrow(/refuses the user or the password/)
  })

  it('names the target of a redirect to another host, and an address that is not valid', async () => {
    const host = await listen((_request, response) =>
      response.writeHead(302, { location: 'http://10.0.0.9/other' }).end(),
    )
    await expect(open(`http://${host}/`)).rejects.toThrow(
      /redirects to http:\/\/10\.0\.0\.9\/other, which is not followed/,
    )
    await expect(open('http://me:%zz@10.0.0.9/')).rejects.toThrow(/not a valid URL/)
  })
})
