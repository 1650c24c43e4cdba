/** The API's page in real Chromium. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startHere, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { watchPage } from './console-page.ts'

let service: Awaited<ReturnType<typeof startHere>>
let browser: Browser
beforeAll(async () => {
  service = await startHere()
  browser = await launchChromium()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await service?.stop()
})

async function openDocs(fragment = '') {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  const problems = watchPage(page, service.address)
  await page.goto(`${service.address}/docs${fragment}`)
  await page.locator('#operations-Captures-captureImage').waitFor()
  return { page, problems }
}

/** Runs an operation with what its form has in it, and gives back the status that the page shows. */
async function tryOut(page: Page, path: string) {
  const block = page.locator('.opblock', { has: page.locator(`[data-path="${path}"]`) })
  if (!(await block.getAttribute('class'))?.includes('is-open'))
    await block.locator('.opblock-summary').click()
  const response = page.waitForResponse((candidate) => new URL(candidate.url()).pathname === path)
  await block.locator('button.execute').click()
  const status = String((await response).status())
  await block.locator('.live-responses-table .response-col_status', { hasText: status }).waitFor()
  return { status, block }
}

it('shows every route, asks no other host, and has no error', async () => {
  const { page, problems } = await openDocs()
  const document = (await (await fetch(`${service.address}/openapi.json`)).json()) as {
    paths: Record<string, object>
  }
  const count = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length
  expect(await page.locator('.opblock').count()).toBe(count)
  expect(await page.locator('.errors-wrapper').count()).toBe(0)
  // Opened, each is rendered in full: one of every kind.
  for (const path of ['/api/v1/capture/image', '/api/v1/stream/mjpeg', '/api/v1/camera/controls'])
    await page.locator(`.opblock-summary:has([data-path="${path}"])`).first().click()
  await page.locator('.opblock.is-open .responses-wrapper').nth(2).waitFor()
  expect(problems).toEqual([])
  await page.close()
})

it('tries a call with a token that was typed in, and says which error came without', async () => {
  const { page, problems } = await openDocs()
  const refused = await tryOut(page, '/api/v1/capture/status')
  expect(refused.status).toMatch(/^401/)
  expect(await refused.block.locator('.live-responses-table').innerText()).toContain('INVALID_TOKEN')
  // What the test itself provoked.
  expect(problems.splice(0).every((problem) => problem.includes('401'))).toBe(true)

  await page.locator('.scheme-container button.authorize').click()
  const dialog = page.locator('.dialog-ux')
  await dialog.getByLabel('auth-bearer-value').fill(await token())
  await dialog.getByRole('button', { name: 'Apply credentials' }).first().click()
  await dialog.locator('button.btn-done').first().click()
  const { status, block } = await tryOut(page, '/api/v1/capture/status')
  await expect
    .poll(() => block.locator('.live-responses-table').innerText())
    .toContain('"is_connected": true')
  expect(status).toBeDefined()
  expect(problems).toEqual([])
  await page.close()
})

it('is signed in by the address, and takes a picture', async () => {
  const { page, problems } = await openDocs(`#token=${await token()}`)
  expect(page.url()).not.toContain('token')
  const { status, block } = await tryOut(page, '/api/v1/capture/image')
  expect(status).toMatch(/^200/)
  expect(await block.locator('.live-responses-table').innerText()).toContain('"sample_no": "TEST005"')
  const view = await tryOut(page, '/api/v1/stream/snapshot')
  expect(view.status).toMatch(/^200/)
  await view.block.locator('.live-responses-table img').waitFor()
  expect(problems).toEqual([])
  await page.close()
})
