/// <reference lib="dom" />
/** What the page says of the bench is true: the disk, how long pictures are kept, the camera's limits, the title of each page. */
import { execFile } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { en } from '../../console/src/text/en.ts'
import { th } from '../../console/src/text/th.ts'
import { ROOT } from '../support/root.ts'
import { startProcess, testSettings, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { openConsole } from './console-page.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

async function withService(
  settings: Record<string, string>,
  run: (service: Awaited<ReturnType<typeof startProcess>>) => Promise<void>,
  awaitReady = true,
): Promise<void> {
  const service = await startProcess(settings, { awaitReady })
  try {
    await run(service)
  } finally {
    await service.stop()
    service.remove()
  }
}

/** Free space of the disk of the tests, in MB. */
function freeMb(): number {
  const { bavail, bsize } = statfsSync(tmpdir())
  return Math.floor((bavail * bsize) / 1024 / 1024)
}

describe.each([
  { locale: 'en-GB', texts: en },
  { locale: 'th-TH', texts: th },
])('$locale', ({ locale, texts }) => {
  it('is not green while the disk is full, and names no path of the server', async () => {
    const reserve = { STORAGE_RESERVE_MB: String(freeMb() + 1_000_000) }
    await withService(
      reserve,
      async (service) => {
        const opened = await openConsole(browser, service.address, { locale, bench: 'full' })
        const { page } = opened
        expect(await page.locator('.pill').innerText()).toContain(texts.cameraStates.full)
        await page.locator('.banner-bad', { hasText: texts.errors.codes.STORAGE_FULL }).waitFor()
        await page.locator('[name=sample_no]').fill('FULL-1')
        await page.keyboard.press('Enter')
        await page.locator('.failure[data-code="STORAGE_FULL"]').waitFor()
        expect(await page.locator('body').innerText()).not.toMatch(/\/tmp|[A-Z]+_[A-Z]+_[A-Z]+/)
        // The administrator finds the service's own words.
        await page.locator('.failure summary').click()
        expect(await page.locator('.failure').innerText()).toContain('STORAGE_RESERVE_MB')
        await opened.close(/507|503/)
      },
      false,
    )
  })

  it('warns of a disk that is nearly full', async () => {
    await withService({ STORAGE_RESERVE_MB: String(freeMb() - 2_000) }, async (service) => {
      const opened = await openConsole(browser, service.address, { locale })
      const percent = /\d+/.exec(await opened.page.locator('.banner-warning', { hasText: '%' }).innerText())
      expect(Number(percent)).toBeGreaterThanOrEqual(80)
      await opened.close()
    })
  })

  it('says until when pictures are kept', async () => {
    await withService({ MAX_CAPTURE_AGE_HOURS: '24' }, async (service) => {
      const client = createClient({ baseUrl: service.address, token: () => token() })
      const { image_data } = await client.capture({ sample_no: 'KEPT' })
      const opened = await openConsole(browser, service.address, { locale, place: 'gallery' })
      const { page } = opened
      await page.locator('.hint', { hasText: texts.kept.rule('24') }).waitFor()
      const card = await page.locator('.picture-card').innerText()
      expect(card).toContain(texts.facts.kept)
      // Who took it.
      expect(card).toContain('tester')
      await page.goto(`${service.address}/console/#/picture/${image_data.filename}`)
      await page.locator('.picture-facts', { hasText: texts.facts.kept }).waitFor()
      await page.getByRole('button', { name: texts.picture.pin }).click()
      await page.locator('.picture-facts', { hasText: texts.kept.pinned }).waitFor()
      await opened.close()
    })
  })
})

it('says in an empty gallery how many pictures retention has removed', async () => {
  await withService({}, async (service) => {
    const client = createClient({ baseUrl: service.address, token: () => token() })
    for (const sample_no of ['GONE-1', 'GONE-2']) await client.capture({ sample_no })
    await service.stop()
    const { settings, remove } = testSettings({
      CAPTURE_DIR: service.folder,
      MAX_CAPTURE_AGE_HOURS: '0.000001',
    })
    const command = [join(ROOT, 'runtime/commands/invoke/main.ts'), 'retention-sweep']
    await promisify(execFile)(process.execPath, command, { env: { PATH: process.env.PATH, ...settings } })
    remove()
    await withService({ CAPTURE_DIR: service.folder }, async (later) => {
      const opened = await openConsole(browser, later.address, { place: 'gallery' })
      const { page } = opened
      await page.locator('.empty', { hasText: en.kept.removedAfter('2', '24') }).waitFor()
      await page.goto(`${later.address}/console/#/gallery?sample=GONE-1`)
      await page.locator('.empty', { hasText: en.gallery.emptyFiltered }).waitFor()
      await opened.close()
    })
  })
})

it('names each page, takes the picture on the space bar, keeps the focus, and shows the limits of a control', async () => {
  await withService({}, async (service) => {
    const opened = await openConsole(browser, service.address, { viewport: { width: 1280, height: 900 } })
    const { page } = opened
    const titled = (name: string) => expect.poll(() => page.title()).toBe(`${name} – Vision Capture`)
    await titled('Take a picture')
    await page.locator('[name=sample_no]').fill('SPACE-1')
    // Where nothing can be pressed: the page itself takes the focus there.
    await page.locator('.bench-result').click({ position: { x: 5, y: 5 } })
    await page.keyboard.press('Space')
    await page.locator('.result .facts', { hasText: 'SPACE-1' }).waitFor()
    for (const [place, name] of [
      ['gallery', 'Pictures'],
      ['camera', 'Camera'],
      ['activity', 'Activity'],
    ] as const) {
      await page.goto(`${service.address}/console/#/${place}`)
      await titled(name)
    }

    await page.goto(`${service.address}/console/#/gallery`)
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement).name)
    await page.locator('[name=from]').fill('2001-01-01')
    await expect.poll(() => new URL(page.url()).hash).toContain('from=2001-01-01')
    expect(await focused()).toBe('from')
    await page.getByRole('link', { name: 'Clear filters' }).click()
    await expect.poll(focused).toBe('sample')

    await page.goto(`${service.address}/console/#/camera`)
    const gain = page.locator('[data-control=gain]')
    const lock = gain.getByRole('button', { name: 'Unlock Gain' })
    expect(await lock.getAttribute('aria-pressed')).toBe(null)
    await lock.click()
    await gain.getByRole('spinbutton').fill('99999')
    await gain.getByRole('spinbutton').press('Enter')
    await gain.getByRole('alert').waitFor()
    expect(await gain.getByRole('alert').innerText()).toMatch(/from \d+ to \d+/)
    expect(await gain.getByRole('spinbutton').inputValue()).toBe('99999')
    await opened.close()
  })
})

it('leaves the plate in sight at 200 %', async () => {
  await withService({}, async (service) => {
    // A window of 1280 by 900 at 200 %.
    const opened = await openConsole(browser, service.address, {
      viewport: { width: 640, height: 450 },
      deviceScaleFactor: 2,
    })
    await opened.page.locator('.plate-outline').waitFor()
    await opened.page.locator('[name=sample_no]:focus').waitFor()
    expect(await opened.page.evaluate(() => scrollY)).toBe(0)
    await opened.close()
  })
})
