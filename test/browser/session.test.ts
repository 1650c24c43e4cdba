/// <reference lib="dom" />
/** Tokens and connections: how one comes in, what is said before one is out, and what happens when the service was away. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
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

it('makes a cookie of the token in the address, and keeps the token nowhere that scripts can read', async () => {
  const jwt = await token()
  const opened = await openConsole(browser, service.address, { jwt })
  const { page } = opened
  expect(page.url()).toBe(`${service.address}/console/#/`)
  await page.reload()
  await page.locator('.pill[data-state="streaming"]').waitFor()
  const readable = await page.evaluate(() =>
    [...Object.values(localStorage), ...Object.values(sessionStorage), document.cookie].join(),
  )
  expect(readable).not.toContain(jwt)
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ name: 'vision_session', value: jwt, httpOnly: true, sameSite: 'Strict' })
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.locator('.sign-in').waitFor()
  expect(await page.context().cookies()).toEqual([])
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  await opened.close()
})

it('is signed in in a new tab, and shows and downloads pictures without a token in any address', async () => {
  const jwt = await token()
  const opened = await openConsole(browser, service.address, { jwt })
  const { page } = opened
  const addresses: string[] = []
  page.context().on('request', (request) => addresses.push(request.url()))
  await opened.capture('NEW-TAB')
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page
      .locator('.recent a')
      .first()
      .click({ modifiers: ['ControlOrMeta'] }),
  ])
  await tab.locator('.picture-facts', { hasText: 'NEW-TAB' }).waitFor()
  await tab.locator('.zoom-pane img').evaluate((img) => (img as HTMLImageElement).decode())
  await tab.goto(`${service.address}/console/#/gallery`)
  const zip = tab.getByRole('link', { name: 'Download all as ZIP' })
  await zip.waitFor()
  const [download] = await Promise.all([tab.waitForEvent('download'), zip.click()])
  expect(await download.failure()).toBe(null)
  addresses.push(download.url())
  expect(addresses.some((address) => address.includes('/capture/image/'))).toBe(true)
  expect(addresses.filter((address) => /token|ticket|eyJ/.test(address))).toEqual([])

  // One browser is one session: what one tab does counts for the other.
  await tab.getByRole('button', { name: 'Settings' }).click()
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await page.locator('.sign-in', { hasText: 'signed out' }).waitFor()
  await opened.close()
})

it('shows who is signed in', async () => {
  const opened = await openConsole(browser, service.address, { jwt: await token({ sub: 'operator-7' }) })
  await opened.page.locator('.top .who', { hasText: 'operator-7' }).waitFor()
  await opened.close()
})

it('refuses text that is not a token, and a token that the service does not accept', async () => {
  const opened = await openConsole(browser, service.address, { jwt: null })
  const { page } = opened
  const problem = () => page.locator('#sign-in-problem').innerText()
  await page.locator('[name=token]').fill('not a token')
  await page.keyboard.press('Enter')
  await expect.poll(problem).toContain('no access token')
  await page.locator('[name=token]').fill(await token({ type: 'refresh' }))
  await page.keyboard.press('Enter')
  await expect.poll(problem).toContain('does not accept')
  await page.locator('[name=token]').fill(await token())
  await page.keyboard.press('Enter')
  await page.locator('.pill[data-state="streaming"]').waitFor()
  await opened.close(/401/)
})

it('warns before the session ends, and asks over the page after: nothing that was typed is lost', async () => {
  const opened = await openConsole(browser, service.address, { jwt: await token({}, '7s') })
  const { page } = opened
  await page.locator('[name=sample_no]').fill('HALF-TYPED')
  await page.locator('[name=description]').fill('of a plate that waits')
  await page.locator('.banner-warning', { hasText: 'ends in less than a minute' }).waitFor()
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await dialog.waitFor({ timeout: 40_000 })
  expect(await dialog.innerText()).toContain('What you have typed stays')
  expect(await opened.axe()).toEqual([])
  await page.keyboard.press('Escape')
  expect(await dialog.isVisible()).toBe(true)
  await page.locator('[name=token]').fill(await token())
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  expect(await page.locator('[name=sample_no]').inputValue()).toBe('HALF-TYPED')
  expect(await page.locator('[name=description]').inputValue()).toBe('of a plate that waits')
  await page.locator('.frozen').waitFor({ state: 'detached' })
  await page.locator('[name=sample_no]').press('Enter')
  await page.locator('.result .facts', { hasText: 'HALF-TYPED' }).waitFor()
  await opened.close(/401/)
})

it('renews the session before its end, from the banner', async () => {
  const opened = await openConsole(browser, service.address, { jwt: await token({}, '5m') })
  const { page } = opened
  await page.locator('.banner-warning').getByRole('button', { name: 'Sign in again' }).click()
  await page.locator('[name=token]').fill(await token({}, '1h'))
  await page.keyboard.press('Enter')
  await page.locator('.banner-warning').waitFor({ state: 'detached' })
  await opened.capture('RENEWED')
  await opened.close()
})

it('says nothing of a token that lives long', async () => {
  const opened = await openConsole(browser, service.address, { jwt: await token({}, '60d') })
  await opened.capture('LONG')
  expect(await opened.page.locator('.banner').count()).toBe(0)
  await opened.close()
})

it('says that the connection is lost, and comes back by itself after a restart', async () => {
  const opened = await openConsole(browser, service.address)
  const { page } = opened
  const { port } = new URL(service.address)
  await service.stop()
  await page.locator('.banner-bad', { hasText: 'Trying again in' }).waitFor()
  await page.locator('.frozen').waitFor()
  // Not green while nothing is known of the camera.
  expect(await page.locator('.pill').getAttribute('data-state')).toBe('lost')
  expect(await page.locator('.pill').innerText()).toContain('Connection lost')
  service = await startProcess({ PORT: port })
  await page.locator('.banner-bad').waitFor({ state: 'detached', timeout: 60_000 })
  await page.locator('.frozen').waitFor({ state: 'detached', timeout: 30_000 })
  await opened.capture('AFTER-RESTART')
  await page.goto(`${service.address}/console/#/activity`)
  await page.locator('.event-log li', { hasText: 'Connection lost' }).first().waitFor()
  await opened.close(/ERR_|503|WebSocket/)
})
