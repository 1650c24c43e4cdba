/// <reference lib="dom" />
/** The operator's page in a real browser. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bearer, startProcess, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let service: Awaited<ReturnType<typeof startProcess>>
let browser: Browser
let page: Page
const problems: string[] = []
beforeAll(async () => {
  browser = await launchChromium()
  service = await startProcess()
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  service?.remove()
})
afterEach(async () => {
  await page.context().close()
  expect(problems.splice(0)).toEqual([])
})

const open = async ({
  width = 1280,
  height = 900,
  locale = 'en-GB',
  signedIn = true,
  expiresIn = '5m',
} = {}) => {
  const context = await browser.newContext({ viewport: { width, height }, locale })
  page = await context.newPage()
  page.on('pageerror', (error) => problems.push(error.message))
  page.on(
    'request',
    (request) =>
      new URL(request.url()).host !== new URL(service.address).host &&
      problems.push(`asked ${request.url()}`),
  )
  await page.goto(`${service.address}/console/${signedIn ? `#token=${await token({}, expiresIn)}` : ''}`)
  if (signedIn) await page.waitForSelector('#camera[data-state="streaming"]')
}
const capture = async (sample: string) => {
  await page.locator('#sample').fill(sample)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('#stage').textContent()).toBe('Done')
  await expect.poll(() => page.locator('#gallery strong').first().textContent()).toBe(sample)
}
const setControls = async (values: object) =>
  fetch(`${service.address}/api/v1/camera/controls`, {
    method: 'PATCH',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: JSON.stringify(values),
  })

describe('the console', () => {
  it('takes the token out of the address, and captures by keyboard alone', async () => {
    await open()
    expect(page.url()).toBe(`${service.address}/console/`)
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('sample')
    await page.keyboard.type('SCAN-0001')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#result:not([hidden])')
    expect(await page.locator('#receipt').textContent()).toContain('SCAN-0001')
    expect(await page.locator('#progress').getAttribute('value').then(Number)).toBeGreaterThanOrEqual(0)
    await expect
      .poll(() =>
        page.evaluate(() => [document.activeElement?.id, (document.activeElement as HTMLInputElement).value]),
      )
      .toEqual(['sample', ''])
  })

  it('filters, pins and deletes with confirmation', async () => {
    await open()
    await capture('KEEP')
    await capture('DROP')
    await page.locator('#filter-sample').fill('DROP')
    await expect.poll(() => page.locator('#gallery li').count()).toBe(1)
    await page.locator('#gallery button').first().click()
    await expect.poll(() => page.locator('#gallery button').first().getAttribute('aria-pressed')).toBe('true')
    await page.locator('#gallery button').nth(1).click()
    await page.locator('#confirm button[value="cancel"]').click()
    expect(await page.locator('#gallery li').count()).toBe(1)
    await page.locator('#gallery button').nth(1).click()
    await page.locator('#confirm button[value="delete"]').click()
    await expect.poll(() => page.locator('#gallery li').count()).toBe(0)
    expect(await page.locator('#empty').isVisible()).toBe(true)
  })

  it('marks the view as frozen while the camera is gone, says why a capture fails, and goes on', async () => {
    await open()
    await setControls({ fault_disconnect_ms: 4_000 })
    await page.waitForSelector('#frozen:not([hidden])')
    await page.locator('#sample').fill('LOST')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#stage').textContent()).toContain('CAMERA_NOT_AVAILABLE')
    await page.waitForSelector('#camera[data-state="streaming"]')
    await page.waitForSelector('#frozen', { state: 'hidden' })
    await capture('BACK')
  })

  it('asks for a token, and again when it has expired', async () => {
    await open({ signedIn: false })
    await page.locator('#token').fill(await token({}, '3s'))
    await page.keyboard.press('Enter')
    await page.waitForSelector('#bench:not([hidden])')
    await page.waitForTimeout(3_500)
    await page.reload()
    await page.waitForSelector('#sign-in:not([hidden])')
  })

  it('speaks Thai to a Thai browser, and switches', async () => {
    await open({ locale: 'th-TH' })
    expect(await page.locator('#take').textContent()).toBe('ถ่ายภาพ')
    await page.locator('#language').click()
    expect(await page.locator('#take').textContent()).toBe('Take picture')
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
  })

  it.each([360, 1280])('fits a width of %i pixels, and axe finds nothing serious', async (width) => {
    await open({ width })
    await capture('WIDTH')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    // The page's own policy forbids scripts that are not its own; axe comes in through the debugger.
    await page.evaluate(AXE)
    const violations = await page.evaluate(
      'axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))',
    )
    expect(violations).toEqual([])
  })
})
