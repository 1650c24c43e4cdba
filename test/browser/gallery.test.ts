/// <reference lib="dom" />
/** The stored pictures: found, looked at, compared, pinned, deleted. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { startProcess, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { type ConsolePage, openConsole } from './console-page.ts'

const PAGE_SIZE = 24

let service: Awaited<ReturnType<typeof startProcess>>
let browser: Browser
let gallery: ConsolePage
beforeAll(async () => {
  browser = await launchChromium()
  service = await startProcess()
  const client = createClient({ baseUrl: service.address, token: () => token() })
  for (let plate = 1; plate <= PAGE_SIZE + 2; plate++)
    await client.capture({ sample_no: `PL-${plate}`, submission_no: plate % 2 ? 'ODD' : 'EVEN' })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  service?.remove()
})
beforeEach(async () => {
  gallery = await openConsole(browser, service.address, { place: 'gallery' })
  await cards().first().waitFor()
})
afterEach(() => gallery.close())

const cards = () => gallery.page.locator('.picture-card')
const samples = () =>
  cards().evaluateAll((elements) => elements.map((element) => (element as HTMLElement).dataset.sample))
const address = () => new URL(gallery.page.url()).hash

it('pages through the catalogue, forth and back', async () => {
  const { page } = gallery
  expect(await cards().count()).toBe(PAGE_SIZE)
  await page.getByRole('link', { name: 'Next page' }).click()
  await expect.poll(samples).toEqual(['PL-2', 'PL-1'])
  await page.goBack()
  await expect.poll(() => cards().count()).toBe(PAGE_SIZE)
})

it('reads the filters from the address, and writes them into it', async () => {
  const { page } = gallery
  await page.locator('[name=sample]').fill('PL-7')
  await page.keyboard.press('Enter')
  await expect.poll(samples).toEqual(['PL-7'])
  expect(address()).toBe('#/gallery?sample=PL-7')
  await page.goto(`${service.address}/console/#/gallery?submission=EVEN&order=oldest`)
  await expect.poll(async () => (await samples()).slice(0, 2)).toEqual(['PL-2', 'PL-4'])
  expect(await page.locator('[name=submission]').inputValue()).toBe('EVEN')
  await page.getByRole('link', { name: 'Clear filters' }).click()
  await expect.poll(() => cards().count()).toBe(PAGE_SIZE)
  await page.locator('[name=to]').fill('2001-01-01')
  await expect.poll(() => page.locator('.empty').count()).toBe(1)
})

it('shows a new picture as it is taken', async () => {
  await createClient({ baseUrl: service.address, token: () => token() }).capture({ sample_no: 'NEWEST' })
  await expect.poll(async () => (await samples())[0]).toBe('NEWEST')
})

it('compares two pictures, magnified and moved together', async () => {
  const { page } = gallery
  for (const card of [0, 1]) await cards().nth(card).getByRole('checkbox').check()
  await page.getByRole('link', { name: 'Compare side by side' }).click()
  await page.locator('.zoom-pane').nth(1).waitFor()
  expect(await page.locator('.compare figcaption a').count()).toBe(2)
  await page.getByRole('button', { name: '400%' }).click()
  await page.locator('.zoom-pane').first().focus()
  for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowDown')
  const tops = () =>
    page.locator('.zoom-pane').evaluateAll((panes) => panes.map((pane) => Math.round(pane.scrollTop)))
  await expect
    .poll(async () => {
      const [a = 0, b = 0] = await tops()
      return a > 0 && Math.abs(a - b) <= 2
    })
    .toBe(true)
  // The middle is where both began.
  const [top = 0] = await tops()
  const half = await page
    .locator('.zoom-pane')
    .first()
    .evaluate((pane) => (pane.scrollHeight - pane.clientHeight) / 2)
  expect(top).toBeGreaterThan(half)
})

it('downloads the very bytes that were stored', async () => {
  const { page } = gallery
  await cards().first().getByRole('link').click()
  const link = page.getByRole('link', { name: 'Download' })
  await link.waitFor()
  const checksum = await page.locator('.picture-facts code').getAttribute('title')
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const { createHash } = await import('node:crypto')
  const hash = createHash('sha256')
  for await (const chunk of await download.createReadStream()) hash.update(chunk)
  expect(hash.digest('hex')).toBe(checksum)
})

it('pins a picture, and deletes it only after confirmation', async () => {
  const { page } = gallery
  await page.goto(`${service.address}/console/#/gallery?sample=PL-3`)
  await expect.poll(samples).toEqual(['PL-3'])
  await cards().getByRole('link').click()
  await page.getByRole('button', { name: 'Pin' }).click()
  await page.getByRole('button', { name: 'Unpin' }).waitFor()

  const ask = () => page.locator('.picture-tools').getByRole('button', { name: 'Delete' }).click()
  await ask()
  await page.keyboard.press('Escape')
  await ask()
  await page.getByRole('button', { name: 'Keep it' }).click()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await ask()
  await page.locator('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect.poll(address).toBe('#/gallery')
  await expect.poll(() => page.locator('.announcement').innerText()).toContain('is deleted')
  await page.goto(`${service.address}/console/#/gallery?sample=PL-3`)
  await page.locator('.empty').waitFor()
})
