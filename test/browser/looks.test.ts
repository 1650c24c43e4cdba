/// <reference lib="dom" />
/** Every page in both languages and both looks, narrow and wide: what axe says, and what fits. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { en } from '../../console/src/text/en.ts'
import { th } from '../../console/src/text/th.ts'
import { startProcess, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { openConsole } from './console-page.ts'

/** As long as a sample number may be, without a place to break it. */
const LONGEST = 'PL-2026-11-27-'.padEnd(128, '0123456789')

let service: Awaited<ReturnType<typeof startProcess>>
let browser: Browser
let places: string[]
beforeAll(async () => {
  browser = await launchChromium()
  service = await startProcess()
  const client = createClient({ baseUrl: service.address, token: () => token() })
  const [a, b] = [
    await client.capture({ sample_no: 'LOOK-1' }),
    await client.capture({ sample_no: LONGEST, submission_no: LONGEST, description: LONGEST }),
  ].map(({ image_data }) => image_data.filename)
  places = ['', 'gallery', `picture/${a}`, `compare?a=${a}&b=${b}`, 'camera', 'activity']
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  service?.remove()
})

describe.each([
  { width: 1920, locale: 'en-GB', colorScheme: 'light' },
  { width: 1280, locale: 'en-GB', colorScheme: 'light' },
  { width: 1280, locale: 'th-TH', colorScheme: 'dark' },
  { width: 768, locale: 'th-TH', colorScheme: 'light' },
  { width: 768, locale: 'en-GB', colorScheme: 'dark' },
  { width: 360, locale: 'en-GB', colorScheme: 'dark' },
  { width: 360, locale: 'th-TH', colorScheme: 'light' },
] as const)('$width px, $locale, $colorScheme', ({ width, locale, colorScheme }) => {
  it('fits, and axe finds nothing', async () => {
    const opened = await openConsole(browser, service.address, {
      viewport: { width, height: 800 },
      locale,
      colorScheme,
      hasTouch: width === 360,
    })
    const { page } = opened
    for (const place of places) {
      await page.goto(`${service.address}/console/#/${place}`)
      await page.locator('main .card').first().waitFor()
      if (place === '') await opened.capture(LONGEST)
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBeLessThanOrEqual(
        width,
      )
      expect(await opened.axe(), place).toEqual([])
      // With a mouse, a link in a line of text may be as high as the line.
      const small = await opened.smallTargets()
      expect(width === 360 ? small : small.filter((html) => !html.includes('class="link"')), place).toEqual(
        [],
      )
    }
    await page.getByRole('button', { name: (locale === 'th-TH' ? th : en).menu.open }).click()
    await page.locator('.menu').waitFor()
    expect(await opened.axe()).toEqual([])
    expect(await opened.smallTargets()).toEqual([])
    await opened.close()
  })

  it('signs in in the language of the browser', async () => {
    const opened = await openConsole(browser, service.address, {
      jwt: null,
      viewport: { width, height: 800 },
      locale,
      colorScheme,
    })
    const texts = locale === 'th-TH' ? th : en
    await opened.page.getByRole('button', { name: texts.signIn.submit }).waitFor()
    expect(await opened.page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2))
    expect(await opened.axe()).toEqual([])
    await opened.close()
  })
})

it('switches the language and remembers it', async () => {
  const opened = await openConsole(browser, service.address, { locale: 'th-TH' })
  const { page } = opened
  await page.locator('.take', { hasText: th.capture.take }).waitFor()
  await page.getByRole('button', { name: th.menu.open }).click()
  await page.getByRole('button', { name: 'English' }).click()
  await page.locator('.take', { hasText: en.capture.take }).waitFor()
  await page.reload()
  await page.locator('.take', { hasText: en.capture.take }).waitFor()
  await opened.close()
})

it('has every text in both languages, in the letters of each', () => {
  const leaves = (texts: object, path = ''): [string, string][] =>
    Object.entries(texts).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? leaves(value, `${path}${name}.`)
        : [
            [`${path}${name}`, typeof value === 'function' ? value('1', '2') : String(value)] as [
              string,
              string,
            ],
          ],
    )
  const thai = new Map(leaves(th))
  const sameInBoth = leaves(en)
    .filter(([path, text]) => text !== '' && thai.get(path) === text)
    .map(([path]) => path)
  // Names and symbols that are the same everywhere.
  expect(sameInBoth).toEqual([
    'name',
    'facts.checksum',
    'camera.units.us',
    'camera.units.ms',
    'camera.units.k',
    'camera.units.percent',
  ])
  for (const [path, text] of leaves(en)) expect(text, path).not.toMatch(/[\u0e00-\u0e7f]/)
})
