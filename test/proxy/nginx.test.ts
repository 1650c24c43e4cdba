import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ROOT } from '../support/root.ts'
import { bearer, startHere, token, untilReady } from '../support/service.ts'

let service: Awaited<ReturnType<typeof startHere>>
let nginx: ChildProcess
let home: string
let base: string

beforeAll(async () => {
  service = await startHere({ TRUSTED_PROXIES: '127.0.0.1' })
  const port = await freePort()
  base = `http://127.0.0.1:${port}/vision`
  home = mkdtempSync(join(tmpdir(), 'nginx-'))
  const documented =
    /```nginx\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/DEPLOYMENT.md'), 'utf8'))?.[1] ?? ''
  const site = documented
    .replace('listen 80', `listen 127.0.0.1:${port}`)
    .replace('127.0.0.1:6407', new URL(service.address).host)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${home}/${name};`,
  )
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    join(home, 'nginx.conf'),
    `${user} daemon off; pid ${home}/pid; error_log ${home}/error.log; events {} http { access_log off; ${temporary.join(' ')} ${site} }`,
  )
  nginx = spawn('/usr/sbin/nginx', ['-c', join(home, 'nginx.conf'), '-p', home], { stdio: 'inherit' })
  await untilReady(base)
})
afterAll(async () => {
  const ended = new Promise((resolve) => nginx.once('exit', resolve))
  nginx.kill('SIGTERM')
  await ended
  await service.stop()
  rmSync(home, { recursive: true, force: true })
})

test('pages and redirects stay under the prefix', async () => {
  const root = await fetch(`${base}/`, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect(new URL(root.headers.get('location') ?? '', `${base}/`).href).toBe(`${base}/console/`)
  const page = await fetch(`${base}/docs`)
  const links = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link as string)
  expect(links.length).toBeGreaterThan(3)
  for (const link of links)
    expect([link, (await fetch(new URL(link, `${base}/docs`))).status]).toEqual([link, 200])
  const document = await (await fetch(`${base}/openapi.json`)).json()
  expect(new URL(document.servers[0].url, `${base}/openapi.json`).href).toBe(`${base}/`)
})

test('documents, links and the cookie name the public address', async () => {
  const links = await (await fetch(`${base}/`)).json()
  expect(links.links.documentation).toBe('/vision/docs')
  const { servers } = await (await fetch(`${base}/asyncapi.json`)).json()
  expect(servers.device).toMatchObject({ host: new URL(base).host, pathname: '/vision', protocol: 'ws' })
  const signedIn = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: await bearer() })
  expect(signedIn.headers.get('set-cookie')).toContain('Path=/vision/;')
})

test('what a client writes into the headers of a proxy does not count', async () => {
  const forged = {
    'x-forwarded-prefix': '/forged',
    'x-forwarded-host': 'forged.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.7',
  }
  const { servers } = await (await fetch(`${base}/asyncapi.json`, { headers: forged })).json()
  expect(servers.device).toMatchObject({ host: new URL(base).host, pathname: '/vision', protocol: 'ws' })
})

test('a capture and a WebSocket go through', async () => {
  const taken = await fetch(`${base}/api/v1/capture/image`, {
    method: 'POST',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: '{"sample_no":"PROXY"}',
  })
  expect(taken.status).toBe(200)
  const socket = new WebSocket(`${base.replace('http', 'ws')}/ws/capture?token=${await token()}`, {
    origin: new URL(base).origin,
  })
  const first = await new Promise<string>((resolve, reject) => {
    socket.once('message', (data) => resolve(data.toString()))
    socket.once('error', reject)
  })
  expect(JSON.parse(first).type).toBe('initial_status')
  socket.close()
})

test('the routes for this host alone are absent through the proxy', async () => {
  expect((await fetch(`${base}/@connections/x`)).status).toBe(404)
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
