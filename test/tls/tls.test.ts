import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { type Agent, request } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { checkTls } from '../../runtime/commands/doctor/tls.ts'
import { issueCertificate, makeAuthority } from '../../runtime/commands/tls/certificates.ts'
import { type Made, makeFiles } from '../../runtime/commands/tls/files.ts'
import { type ConfigError, loadConfig } from '../../runtime/config.ts'
import { createListener, exchangeCertificate } from '../../runtime/gateway/http/listener.ts'
import { startService } from '../../runtime/service.ts'
import { readTlsFiles } from '../../runtime/tls/files.ts'
import { watchTlsFiles } from '../../runtime/tls/watch.ts'
import { startGateway } from '../gateway/start.ts'
import { testSettings } from '../support/service.ts'

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
let made: Made
let ca: Buffer
beforeAll(async () => {
  made = await makeFiles(folder, ['localhost', '127.0.0.1', 'vision.lab.example'], 30)
  ca = readFileSync(made.authorityCert)
})
afterAll(() => rmSync(folder, { recursive: true }))

const files = () => ({ certFile: made.serverCert, keyFile: made.serverKey })

async function get(url: string, agent: Agent | false = false) {
  const sent = request(url, { ca, agent })
  sent.end()
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) }
}

test('who trusts the authority reaches the gateway over TLS 1.2 and above; functions learn that it is TLS', async () => {
  const gateway = await startGateway({ server: { tls: files() } })
  expect(gateway.address).toMatch(/^https:/)
  const answer = await get(`${gateway.address}/echo`)
  expect(JSON.parse(answer.body.toString()).event.headers['x-forwarded-proto']).toBe('https')
  expect(answer.headers['strict-transport-security']).toBeUndefined()
  const { port } = new URL(gateway.address)
  const refused = (options: object) =>
    new Promise<string>((resolve) => {
      const socket = connectTls({ host: '127.0.0.1', port: Number(port), ...options }, () =>
        resolve('accepted'),
      )
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    })
  expect(await refused({})).toMatch(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE/)
  expect(await refused({ ca, servername: 'other.example' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  expect(await refused({ ca, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' })).toMatch(/PROTOCOL|VERSION/)
  await gateway.close()
})

test('a WebSocket over TLS works, and leaves its place among the connections of its address', async () => {
  const gateway = await startGateway({ server: { tls: files(), maxConnectionsPerAddress: 1 } })
  const url = `${gateway.address.replace('https', 'wss')}/ws/capture`
  const sockets = [new WebSocket(url, { ca })]
  await once(sockets[0] as WebSocket, 'open')
  sockets.push(new WebSocket(url, { ca }))
  await once(sockets[1] as WebSocket, 'open')
  expect((await get(`${gateway.address}/echo`)).status).toBe(200)
  const [message] = [once(sockets[0] as WebSocket, 'message')]
  sockets[0]?.send(JSON.stringify({ type: 'ping' }))
  expect((await message)[0].toString()).toContain('pong')
  await gateway.close()
})

test('connections without a handshake count, and do not hold up the stop', async () => {
  const gateway = await startGateway({ server: { tls: files(), maxConnectionsPerAddress: 1 } })
  const { port } = new URL(gateway.address)
  const silent = connectTcp(Number(port), '127.0.0.1')
  await once(silent, 'connect')
  await expect(get(`${gateway.address}/echo`)).rejects.toThrow()
  await gateway.close()
  if (!silent.closed) await once(silent, 'close')
})

test('HSTS is sent where it is set, and only then', async () => {
  const gateway = await startGateway({ server: { tls: files(), hstsMaxAgeS: 86_400 } })
  expect((await get(`${gateway.address}/echo`)).headers['strict-transport-security']).toBe('max-age=86400')
  await gateway.close()
})

test('a renewed certificate is used without a restart; a broken one is logged once, and the old one stays in use', async () => {
  const authority = { cert: ca.toString(), key: readFileSync(made.authorityKey, 'utf8') }
  const own = { certFile: join(folder, 'own.crt'), keyFile: join(folder, 'own.key') }
  const write = async (days: number) => {
    const pair = await issueCertificate(authority, ['127.0.0.1'], days)
    writeFileSync(own.certFile, pair.cert)
    writeFileSync(own.keyFile, pair.key)
  }
  await write(20)
  const first = readTlsFiles(own)
  const server = createListener({}, first, (_request, response) => response.end('yes'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const warnings: string[] = []
  const watch = watchTlsFiles(own, first, {
    changed: (pair) => exchangeCertificate(server, pair),
    warn: (message) => void warnings.push(message),
    intervalMs: 10,
  })
  const { port } = server.address() as { port: number }
  const serial = async () => {
    const socket = connectTls({ host: '127.0.0.1', port, ca })
    await once(socket, 'secureConnect')
    const { serialNumber } = socket.getPeerCertificate()
    socket.destroy()
    return serialNumber
  }
  expect(await serial()).toBe(first.certificate.serialNumber)

  const { key } = await makeAuthority('other')
  writeFileSync(own.keyFile, key)
  await expect.poll(() => warnings).toEqual([expect.stringContaining('goes on with the one before')])
  expect(await serial()).toBe(first.certificate.serialNumber)

  await write(5)
  await expect.poll(serial).toBe(readTlsFiles(own).certificate.serialNumber)
  await expect.poll(() => warnings.at(-1)).toMatch(/ends soon/)
  watch.close()
  server.close()
})

test('the service starts over TLS, and its own health check works without trusting the authority', async () => {
  const { settings, folder: home, remove } = testSettings()
  const tls = { TLS_CERT_FILE: made.serverCert, TLS_KEY_FILE: made.serverKey }
  const service = await startService(loadConfig({ ...settings, ...tls }, home))
  expect(service.address).toMatch(/^https:/)
  expect(await service.healthy()).toBe(true)
  await service.stop()
  expect(await service.healthy()).toBe(false)
  remove()
})

test('the start says which file is wrong and what to do', () => {
  const { settings, folder: home, remove } = testSettings()
  const problems = (tls: Record<string, string>) => {
    try {
      loadConfig({ ...settings, ...tls }, home)
    } catch (error) {
      return (error as ConfigError).problems.join()
    }
    return ''
  }
  const right = { TLS_CERT_FILE: made.serverCert, TLS_KEY_FILE: made.serverKey }
  expect(problems(right)).toBe('')
  expect(problems({ TLS_CERT_FILE: made.serverCert })).toMatch(/TLS_KEY_FILE is missing/)
  expect(problems({ TLS_KEY_FILE: made.serverKey })).toMatch(/TLS_CERT_FILE is missing/)
  expect(problems({ TLS_HSTS_MAX_AGE_S: '60' })).toMatch(/needs TLS_CERT_FILE/)
  expect(problems({ ...right, TLS_KEY_FILE: '/none' })).toMatch(/TLS_KEY_FILE.*cannot be read \(ENOENT\)/)
  expect(problems({ ...right, TLS_CERT_FILE: made.serverKey })).toMatch(
    /does not hold a certificate.*npm run tls/,
  )
  expect(problems({ ...right, TLS_KEY_FILE: made.serverCert })).toMatch(/does not hold a private key/)
  expect(problems({ ...right, TLS_KEY_FILE: made.authorityKey })).toMatch(/not the key of the certificate/)
  remove()
})

test('npm run tls keeps its authority, and never replaces one whose key is away', async () => {
  const own = join(folder, 'kept')
  const first = await makeFiles(own, ['localhost'], 10)
  expect(first.isNewAuthority).toBe(true)
  for (const file of [first.authorityKey, first.serverKey]) expect(statSync(file).mode & 0o777).toBe(0o600)
  const authority = readFileSync(first.authorityCert)
  const before = readTlsFiles({ certFile: first.serverCert, keyFile: first.serverKey }).certificate
  expect((await makeFiles(own, ['localhost', '10.1.2.3'], 10)).isNewAuthority).toBe(false)
  const after = readTlsFiles({ certFile: first.serverCert, keyFile: first.serverKey }).certificate
  expect(after.serialNumber).not.toBe(before.serialNumber)
  expect(after.checkIP('10.1.2.3')).toBe('10.1.2.3')
  unlinkSync(first.authorityKey)
  await expect(makeFiles(own, ['localhost'], 10)).rejects.toThrow('authority.key')
  expect(readFileSync(first.authorityCert)).toEqual(authority)
})

test('the doctor tells of a certificate that ends or has ended, of other names, and of a key that others can read', async () => {
  const authority = { cert: ca.toString(), key: readFileSync(made.authorityKey, 'utf8') }
  const own = { certFile: join(folder, 'doctor.crt'), keyFile: join(folder, 'doctor.key') }
  const findings = async (names: string[], days: number, nowMs: number, mode = 0o600) => {
    const pair = await issueCertificate(authority, names, days, nowMs)
    writeFileSync(own.certFile, pair.cert)
    writeFileSync(own.keyFile, pair.key)
    chmodSync(own.keyFile, mode)
    return checkTls(own).map(({ level, what }) => `${level} ${what}`)
  }
  const day = 86_400_000
  expect(await findings(['localhost'], 100, Date.now())).toEqual([
    expect.stringMatching(/^ok .*valid until/),
    'ok It is for localhost.',
  ])
  expect(await findings(['localhost'], 10, Date.now())).toContainEqual(
    expect.stringMatching(/^warning .*in 9 days/),
  )
  expect(await findings(['localhost'], 10, Date.now() - 20 * day)).toContainEqual(
    expect.stringMatching(/^problem .*ended on/),
  )
  expect(await findings(['localhost'], 10, Date.now() + day)).toContainEqual(
    expect.stringMatching(/^problem .*valid from/),
  )
  expect(await findings(['other.example'], 100, Date.now(), 0o640)).toEqual([
    expect.stringMatching(/^ok /),
    expect.stringMatching(/^warning .*none of this computer.s own names/),
  ])
  expect(await findings(['localhost'], 100, Date.now(), 0o644)).toContainEqual(
    expect.stringMatching(/^warning Other users/),
  )
})
