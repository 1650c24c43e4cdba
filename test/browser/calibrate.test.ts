/// <reference lib="dom" />
/** The calibration page in real Chromium, filmed by a network camera that is late by a known time. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bearer, startHere, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { watchPage } from './console-page.ts'

const VIEWPORT = { width: 640, height: 640 }
const FRAME_INTERVAL_MS = 80

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
}, 60_000)
afterAll(() => browser?.close())

/** Sends what the page showed `delayMs` ago. */
async function lateCamera(delayMs: number) {
  const viewers = new Set<ServerResponse>()
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'multipart/x-mixed-replace; boundary=frame')
    viewers.add(response)
    response.on('close', () => viewers.delete(response))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const grey = { create: { ...VIEWPORT, channels: 3 as const, background: '#888' } }
  let newest = await sharp(grey).jpeg().toBuffer()
  const send = (jpeg: Buffer) => {
    for (const viewer of viewers)
      viewer.write(
        Buffer.concat([
          Buffer.from(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`),
          jpeg,
          Buffer.from('\r\n'),
        ]),
      )
  }
  const timer = setInterval(() => setTimeout(send, delayMs, newest), FRAME_INTERVAL_MS)
  return {
    source: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stream`,
    /** The pictures of Chromium's compositor, as they come. */
    async film(page: Page) {
      const session = await page.context().newCDPSession(page)
      session.on('Page.screencastFrame', ({ data, sessionId }) => {
        newest = Buffer.from(data, 'base64')
        void session.send('Page.screencastFrameAck', { sessionId }).catch(() => {})
      })
      await session.send('Page.startScreencast', { format: 'jpeg', quality: 90, everyNthFrame: 1 })
    },
    close() {
      clearInterval(timer)
      server.closeAllConnections()
      server.close()
    },
  }
}

it.each([100, 400])(
  'measures a camera that is %i ms late, and stores it',
  async (delayMs) => {
    const camera = await lateCamera(delayMs)
    const service = await startHere({ CAMERA_SOURCE: camera.source })
    const page = await browser.newPage({ viewport: VIEWPORT })
    try {
      const problems = watchPage(page, service.address)
      await page.goto(`${service.address}/calibrate#token=${await token()}`)
      expect(page.url()).not.toContain('token')
      const button = page.getByRole('button', { name: 'Measure' })
      await expect.poll(() => button.isEnabled(), { timeout: 20_000 }).toBe(true)
      await camera.film(page)
      const answered = page.waitForResponse((answer) => answer.request().method() === 'POST', {
        timeout: 60_000,
      })
      await button.click()
      const answer = await (await answered).json()
      expect(answer.error?.message).toBeUndefined()
      const { samples_ms, bound_ms, min_ms, max_ms, margin_ms } = answer.data
      expect(samples_ms.length).toBeGreaterThanOrEqual(30)
      // The stamp is when the path was last seen empty, a little before the frame came.
      expect(min_ms).toBeGreaterThan(delayMs - 40)
      // A code is up to one slot old when it is filmed, and Chromium takes a while to show it.
      expect(min_ms).toBeLessThan(delayMs + 120)
      expect(bound_ms).toBe(max_ms + margin_ms)
      expect(bound_ms).toBeGreaterThanOrEqual(delayMs)
      await expect.poll(() => page.getByRole('status').innerText()).toContain(`Stored: ${bound_ms} ms`)

      const taken = await fetch(`${service.address}/api/v1/capture/image`, {
        method: 'POST',
        headers: { ...(await bearer()), 'content-type': 'application/json' },
        body: '{"sample_no":"LATE"}',
      })
      expect((await taken.json()).data.freshness).toMatchObject({
        latency_source: 'measured',
        latency_bound_ms: bound_ms,
      })
      expect(problems).toEqual([])
    } finally {
      await page.close()
      await service.stop()
      camera.close()
    }
  },
  120_000,
)

it('says what to do where the camera does not see the code', async () => {
  const camera = await lateCamera(50)
  const service = await startHere({ CAMERA_SOURCE: camera.source })
  try {
    const answer = await fetch(`${service.address}/api/v1/camera/calibration`, {
      method: 'POST',
      headers: { ...(await bearer()), 'content-type': 'application/json' },
      body: '{"uncertainty_ms": 1}',
    })
    const { error } = await answer.json()
    expect(error).toMatchObject({
      code: 'CAPTURE_FAILED',
      message: expect.stringContaining('Move the screen'),
    })
  } finally {
    await service.stop()
    camera.close()
  }
}, 60_000)
