import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { rateLimit } from '../../runtime/gateway/http/rate-limit.ts'
import { startGateway } from './start.ts'

test('a window of a minute for each address', () => {
  let nowMs = 0
  const limit = rateLimit(2, () => nowMs)
  expect([1, 2, 3].map(() => limit.retryAfterS('a', '/x'))).toEqual([0, 0, 60])
  expect(limit.retryAfterS('b', '/x')).toBe(0)
  nowMs = 59_500
  expect(limit.retryAfterS('a', '/x')).toBe(1)
  nowMs = 60_000
  expect(limit.retryAfterS('a', '/x')).toBe(0)
})

test('too many requests are 429 with Retry-After; health is exempt', async () => {
  const gateway = await startGateway({ rateLimitPerMinute: 1 })
  await fetch(`${gateway.address}/echo`)
  const refused = await fetch(`${gateway.address}/echo`)
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({ error: { code: 'RATE_LIMITED' } })
  expect((await fetch(`${gateway.address}/api/v1/capture/health`)).status).toBe(200)
  await gateway.close()
})

test('static folders: strict policy, immutable assets, no listing, a page that says how when not built', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'static-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<h1>Console</h1>')
  writeFileSync(join(folder, 'assets/index-BfA1x9_2.js'), '1')
  writeFileSync(join(folder, '.env'), 'SECRET=1')
  const gateway = await startGateway({
    staticFolders: [
      { prefix: '/console/', folder },
      { prefix: '/absent/', folder: join(folder, 'absent') },
    ],
  })
  const get = (path: string) => fetch(gateway.address + path)
  const page = await get('/console')
  expect(page.url).toBe(`${gateway.address}/console/`)
  expect(await page.text()).toBe('<h1>Console</h1>')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self'; .*frame-ancestors 'none'/)
  expect(page.headers.get('content-security-policy')?.split('; ')).toEqual(
    expect.arrayContaining(["connect-src 'self'", "form-action 'none'", "base-uri 'none'"]),
  )
  expect((await get('/console/assets/index-BfA1x9_2.js')).headers.get('cache-control')).toContain('immutable')
  for (const path of [
    '/console/assets/',
    '/console/.env',
    '/console/..%2f..%2fetc/passwd',
    '/console/none.js',
  ]) {
    const response = await get(path)
    expect([path, response.status]).toEqual([path, 404])
    expect(await response.json()).toMatchObject({ success: false, error: { code: 'NOT_FOUND' } })
  }
  const absent = await get('/absent/')
  expect([absent.status, absent.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(await absent.text()).toContain('npm run build:console')
  await gateway.close()
  rmSync(folder, { recursive: true })
})
