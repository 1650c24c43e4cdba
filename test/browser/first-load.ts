/// <reference lib="dom" />
/** One visit to the console by a browser that has never been there: what went over the wire, and when it could be used. */
import type { Browser } from 'playwright-core'
import { token } from '../support/service.ts'

export interface FirstLoad {
  /** Of the page and all its files, headers included, as the network stack received them. */
  wireBytes: number
  /** From the start of the navigation until the sample number can be typed. */
  usableMs: number
  /** From the start of the navigation until the first picture of the live view is shown. */
  pictureMs: number
}

export async function firstLoad(browser: Browser, address: string): Promise<FirstLoad> {
  const context = await browser.newContext({ locale: 'en-GB' })
  const page = await context.newPage()
  const inspector = await context.newCDPSession(page)
  const files = new Set<string>()
  let wireBytes = 0
  inspector.on('Network.responseReceived', ({ requestId, response }) => {
    if (new URL(response.url).pathname.startsWith('/console/')) files.add(requestId)
  })
  inspector.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (files.has(requestId)) wireBytes += encodedDataLength
  })
  await inspector.send('Network.enable')
  await page.addInitScript(() => {
    const times = { usableMs: Number.NaN, pictureMs: Number.NaN }
    Object.assign(window, { times })
    document.addEventListener('focusin', ({ target }) => {
      if ((target as HTMLInputElement).name === 'sample_no') times.usableMs = performance.now()
    })
    new MutationObserver(() => {
      if (Number.isNaN(times.pictureMs) && document.querySelector('.plate-outline') !== null)
        times.pictureMs = performance.now()
    }).observe(document, { childList: true, subtree: true })
  })
  await page.goto(`${address}/console/#token=${await token()}`)
  await page.locator('[name=sample_no]:focus').waitFor()
  await page.locator('.plate-outline').waitFor()
  const times = await page.evaluate(
    () => (window as unknown as { times: Omit<FirstLoad, 'wireBytes'> }).times,
  )
  await context.close()
  return { wireBytes, ...times }
}
