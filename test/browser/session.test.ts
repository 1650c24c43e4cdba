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

it('takes the token out of the address and its history, and keeps it for the session', async () => {
  const jwt = await token()
  const opened = await openConsole(browser, service.address, { jwt })
  const { page } = opened
  expect(page.url()).toBe(`${service.address}/console/#/`)
  await page.reload()
  await page.locator('.pill[data-state="streaming"]').waitFor()
  expect(await page.evaluate(() => Object.values(localStorage).join())).not.toContain(jwt)
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.locator('.sign-in').waitFor()
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  await opened.close()
})

it('refuses what is no token, and what the service does not accept', async () => {
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

it('warns before the token expires, asks for a new one after, and goes on where it was', async () => {
  const opened = await openConsole(browser, service.address, {
    jwt: await token({}, '6s'),
    place: 'activity',
  })
  const { page } = opened
  await page.locator('.banner-warning', { hasText: 'expires in less than a minute' }).waitFor()
  await page.locator('.sign-in', { hasText: 'expired' }).waitFor({ timeout: 40_000 })
  await page.locator('[name=token]').fill(await token())
  await page.keyboard.press('Enter')
  await page.locator('.figures').waitFor()
  await opened.close(/401/)
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
  service = await startProcess({ PORT: port })
  await page.locator('.banner-bad').waitFor({ state: 'detached', timeout: 60_000 })
  await page.locator('.frozen').waitFor({ state: 'detached', timeout: 30_000 })
  await opened.capture('AFTER-RESTART')
  await page.goto(`${service.address}/console/#/activity`)
  await page.locator('.event-log li', { hasText: 'Connection lost' }).first().waitFor()
  await opened.close(/ERR_|503|WebSocket/)
})
