/** Loading of the console: bytes on the wire, time until it is usable, and requests of a second visit. */
import { request } from 'node:http'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProcess } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { firstLoad } from './first-load.ts'

const FIRST_LOAD_LIMIT_BYTES = 60_000
/** The target is 1 s on localhost (docs/BENCHMARKS.md); a slow, shared machine gets more. */
const USABLE_LIMIT_MS = 5_000

let service: Awaited<ReturnType<typeof startProcess>>
let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
  service = await startProcess()
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  service?.remove()
})

it('loads little, and is usable soon', async () => {
  const { wireBytes, usableMs, pictureMs } = await firstLoad(browser, service.address)
  console.info(`${wireBytes} bytes on the wire; usable after ${usableMs} ms, first picture ${pictureMs} ms`)
  expect(wireBytes).toBeGreaterThan(10_000)
  expect(wireBytes).toBeLessThan(FIRST_LOAD_LIMIT_BYTES)
  expect(usableMs).toBeGreaterThan(0)
  expect(usableMs).toBeLessThan(USABLE_LIMIT_MS)
})

it.each([
  { accepted: 'gzip, deflate, br, zstd', encoding: 'br' },
  { accepted: 'gzip', encoding: 'gzip' },
  { accepted: 'identity', encoding: undefined },
])(
  'answers a client that accepts $accepted with $encoding, cached for good',
  async ({ accepted, encoding }) => {
    const page = await get('/console/', accepted)
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      vary: expect.stringContaining('accept-encoding'),
    })
    expect(page.headers['content-encoding']).toBe(encoding)
    expect(page.headers['content-security-policy']).toContain("default-src 'self'")
    const script = await get(await scriptPath(), accepted)
    expect(script.headers).toMatchObject({
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: expect.stringContaining('accept-encoding'),
    })
    expect(script.headers['content-encoding']).toBe(encoding)
    const plain = await get(await scriptPath(), 'identity')
    expect(script.bytes / plain.bytes).toBeLessThanOrEqual(encoding === undefined ? 1 : 0.5)
  },
)

async function scriptPath(): Promise<string> {
  const page = await fetch(`${service.address}/console/`)
  const path = /src="\.\/(assets\/index-[^"]+\.js)"/.exec(await page.text())?.[1]
  return `/console/${path}`
}

/** Without fetch, which takes the encoding off. */
function get(path: string, accepted: string) {
  return new Promise<{ headers: Record<string, unknown>; bytes: number }>((resolve, reject) => {
    request(service.address + path, { headers: { 'accept-encoding': accepted } }, async (response) => {
      let bytes = 0
      for await (const chunk of response) bytes += chunk.length
      resolve({ headers: response.headers, bytes })
    })
      .on('error', reject)
      .end()
  })
}
