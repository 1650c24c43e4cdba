/// <reference lib="dom" />
/** Mistakes and their repair: a correction that leaves a trail, a deletion that can be undone, and what a second page learns of both. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { th } from '../../console/src/text/th.ts'
import { startProcess, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { openConsole } from './console-page.ts'

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

const client = () => createClient({ baseUrl: service.address, token: () => token() })
const take = async (sample_no: string) => (await client().capture({ sample_no })).image_data.filename

it('corrects a sample number for a reason, shows both values, and tells the other page', async () => {
  const filename = await take('WRONG-1')
  const other = await openConsole(browser, service.address, { place: 'gallery' })
  await other.page.locator('[data-sample="WRONG-1"]').waitFor()
  const opened = await openConsole(browser, service.address, {
    place: `picture/${filename}`,
    jwt: await token({ sub: 'operator-7' }),
  })
  const { page } = opened
  await page.getByRole('button', { name: 'Correct' }).click()
  const dialog = page.getByRole('dialog', { name: 'Correct what was entered' })
  const save = dialog.getByRole('button', { name: 'Correct' })
  expect(await save.isDisabled()).toBe(true)
  await dialog.locator('[name=sample_no]').fill('RIGHT-1')
  expect(await dialog.innerText()).toContain('Before: WRONG-1')
  // Without a reason nothing is sent.
  await save.click()
  expect(await dialog.isVisible()).toBe(true)
  expect(await opened.axe()).toEqual([])
  await dialog.locator('[name=reason]').fill('The wrong label was scanned')
  await save.click()
  await page.locator('h1', { hasText: 'RIGHT-1' }).waitFor()
  const trail = await page.locator('.corrections').innerText()
  expect(trail).toMatch(/Sample number: WRONG-1 RIGHT-1[\s\S]*The wrong label was scanned · operator-7/)
  await other.page.locator('[data-sample="RIGHT-1"] .badge', { hasText: 'Corrected' }).waitFor()
  const entry = await client().metadata(filename)
  expect(entry.corrected).toMatchObject([
    { by: 'operator-7', from: { sample_no: 'WRONG-1' }, to: { sample_no: 'RIGHT-1' } },
  ])
  await opened.close()
  await other.close()
})

it('undoes a deletion within some seconds, and deletes for good after them, for every page', async () => {
  const [kept, gone] = [await take('KEPT-2'), await take('GONE-2')]
  const other = await openConsole(browser, service.address, { place: 'gallery' })
  await other.page.locator('[data-sample="GONE-2"]').waitFor()
  const opened = await openConsole(browser, service.address, { place: `picture/${kept}` })
  const { page } = opened
  const remove = async () => {
    await page.locator('.picture-tools').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  }
  await remove()
  await page.locator('.announcement').getByRole('button', { name: 'Undo' }).click()
  await page.locator('[data-sample="KEPT-2"]').waitFor()
  await page.goto(`${service.address}/console/#/picture/${gone}`)
  await remove()
  await page.locator('[data-sample="KEPT-2"]').waitFor()
  expect(await page.locator('[data-sample="GONE-2"]').count()).toBe(0)
  await other.page.locator('[data-sample="GONE-2"]').waitFor({ state: 'detached' })
  const samples = (await client().images()).images.map(({ sample_no }) => sample_no)
  expect(samples).toContain('KEPT-2')
  expect(samples).not.toContain('GONE-2')
  await opened.close()
  await other.close()
})

it('deletes what was confirmed also when the page is closed at once', async () => {
  const filename = await take('CLOSED-3')
  const opened = await openConsole(browser, service.address, { place: `picture/${filename}` })
  await opened.page.locator('.picture-tools').getByRole('button', { name: 'Delete' }).click()
  await opened.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await opened.page.locator('.announcement', { hasText: 'is deleted' }).waitFor()
  await opened.page.goto('about:blank')
  const samples = async () => (await client().images()).images.map(({ sample_no }) => sample_no)
  await expect.poll(samples).not.toContain('CLOSED-3')
  await opened.page.context().close()
})

it('keeps the toast off the bar of the comparison', async () => {
  const [first, second] = [await take('BAR-1'), await take('BAR-2')]
  const opened = await openConsole(browser, service.address, { place: 'gallery' })
  const { page } = opened
  await page.locator('[data-sample="BAR-1"] input').check()
  await page.goto(`${service.address}/console/#/picture/${second}`)
  await page.locator('.picture-tools').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.locator('.announcement', { hasText: 'is deleted' }).waitFor()
  for (const width of [360, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 })
    const [toast, bar] = await Promise.all(
      ['.announcement', '.compare-bar'].map((name) => page.locator(name).boundingBox()),
    )
    if (!toast || !bar) throw new Error('the toast or the bar is not shown')
    const apart = toast.y + toast.height <= bar.y || bar.y + bar.height <= toast.y
    expect(apart, `${width} px`).toBe(true)
  }
  await page.locator('.announcement').getByRole('button', { name: 'Undo' }).click()
  await opened.close()
  expect([first, second]).toHaveLength(2)
})

it('says in Thai what can be corrected and undone', async () => {
  const filename = await take('THAI-5')
  const opened = await openConsole(browser, service.address, {
    place: `picture/${filename}`,
    locale: 'th-TH',
  })
  const { page } = opened
  await page.getByRole('button', { name: th.picture.correct }).click()
  await page.getByRole('dialog', { name: th.correct.title }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: th.picture.cancel }).click()
  await page.locator('.picture-tools').getByRole('button', { name: th.picture.delete }).click()
  await page.getByRole('dialog').getByRole('button', { name: th.picture.delete }).click()
  await page.locator('.announcement').getByRole('button', { name: th.picture.undo }).click()
  await page.locator('[data-sample="THAI-5"]').waitFor()
  await opened.close()
})
