/// <reference lib="dom" />
/** The specification's CaptureService class in a page of another localhost port, as the deployed front end has it. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CaptureService as Captures } from '../specification/capture-service.ts'
import { ROOT } from '../support/root.ts'
import { startHere, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'

const PAGE = `<!doctype html><title>Front end</title>
<script type="module">import { CaptureService } from '/capture-service.js'; window.CaptureService = CaptureService</script>`

let service: Awaited<ReturnType<typeof startHere>>
let site: Server
let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
  service = await startHere({ ANONYMOUS_READ: 'true' })
  const script = stripTypeScriptTypes(
    readFileSync(join(ROOT, 'test/specification/capture-service.ts'), 'utf8'),
  )
  site = createServer((request, response) => {
    if (request.url !== '/capture-service.js')
      return void response.setHeader('content-type', 'text/html').end(PAGE)
    response.setHeader('content-type', 'text/javascript').end(script)
  })
  await new Promise<void>((resolve) => site.listen(0, 'localhost', resolve))
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  site?.close()
})

it('captures, follows the progress without a token, and shows the picture with <img> and fetch', async () => {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`)
  const seen = await page.evaluate(
    async ({ address, jwt }) => {
      const { CaptureService } = window as unknown as { CaptureService: typeof Captures }
      const captures = new CaptureService(address, jwt)
      const stages: string[] = []
      captures.onCaptureProgress = (data) => stages.push(String(data.stage))
      const result = new Promise((resolve) => {
        captures.onCaptureResult = resolve
      })
      const socket = captures.connectWebSocket()
      await new Promise((resolve) => {
        socket.onopen = resolve
      })
      const response = await captures.captureImage('BROWSER-1', 'SUB001')
      await result
      const { filename } = response.data.image_data as { filename: string }
      const picture = `${address}/api/v1/capture/image/${filename}?t=${Date.now()}`
      const fetched = await fetch(picture, {
        credentials: 'include',
        headers: { Authorization: `Bearer ${jwt}`, 'Cache-Control': 'no-cache', Pragma: 'no-cache' },
      })
      const image = new Image()
      image.src = picture
      await image.decode()
      const status = await captures.getCameraStatus()
      return {
        stages,
        success: response.success,
        size: (await fetched.blob()).size,
        width: image.naturalWidth,
        connected: status.is_connected,
        stored: response.data.image_data.file_size,
      }
    },
    { address: service.address, jwt: await token() },
  )
  expect(seen).toEqual({
    stages: ['starting', 'waiting_for_frame', 'encoding', 'saving', 'completed'],
    success: true,
    size: seen.stored,
    width: 640,
    connected: true,
    stored: expect.any(Number),
  })
  expect(errors).toEqual([])
})

it('is refused from an origin that is not allowed', async () => {
  const page = await browser.newPage()
  await page.route('http://evil.example/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  )
  await page.goto('http://evil.example/')
  const outcome = await page.evaluate(async (address) => {
    const answered = await fetch(`${address}/api/v1/capture/health`).then(
      () => true,
      () => false,
    )
    const opened = await new Promise((resolve) => {
      const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/capture`)
      socket.onopen = () => resolve(true)
      socket.onerror = () => resolve(false)
    })
    return { answered, opened }
  }, service.address)
  expect(outcome).toEqual({ answered: false, opened: false })
})
