/// <reference lib="dom" />
/** `npm run screenshots`: every page of the console as it looks, wide and narrow, into docs/images. Needs fonts with Thai letters (package `fonts-noto-core`). */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { createClient } from '../../client/src/index.ts'
import { ROOT } from '../support/root.ts'
import { bearer, startProcess, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'

const FOLDER = join(ROOT, 'docs/images')
const PICTURES = 18
const WIDE: BrowserContextOptions = { viewport: { width: 1280, height: 860 } }
const NARROW: BrowserContextOptions = {
  viewport: { width: 360, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

let samples = 0

mkdirSync(FOLDER, { recursive: true })
const service = await startProcess({ CAMERA_WIDTH: '1920', CAMERA_HEIGHT: '1080', CAMERA_FPS: '15' })
const browser = await launchChromium()
const client = createClient({ baseUrl: service.address, token: () => token({ sub: 'operator' }) })
try {
  const pair = await fillCatalogue()
  for (const [size, options] of [
    ['wide', WIDE],
    ['narrow', NARROW],
  ] as const)
    await photographAll(size, options, pair)
} finally {
  await browser.close()
  await service.stop()
  service.remove()
}

function nextSample(): string {
  samples += 1
  return `PL-2611-${String(samples).padStart(3, '0')}`
}

/** A morning's plates; gives back the names of a picture that was underexposed and of the one before it. */
async function fillCatalogue(): Promise<{ a: string; b: string }> {
  const names: string[] = []
  for (let plate = 1; plate <= PICTURES; plate++) {
    const underexposed = plate === PICTURES - 6
    if (underexposed) await setControls({ exposure_us: 7_000 })
    const { image_data } = await client.capture({
      sample_no: nextSample(),
      submission_no: `SUB-${1180 + Math.ceil(plate / 8)}`,
      ...(plate % 3 === 0 ? { description: 'Dilution series' } : {}),
    })
    names.push(image_data.filename)
    if (underexposed) await setControls({ exposure_us: 10_000 })
  }
  return { a: names.at(-8) as string, b: names.at(-7) as string }
}

async function photographAll(size: string, options: BrowserContextOptions, pair: { a: string; b: string }) {
  const english = { ...options, locale: 'en-GB' }
  const signIn = await open(english, null)
  await signIn.locator('.sign-in').waitFor()
  await save(signIn, `sign-in-${size}`)

  await capturePage({ ...options, locale: 'th-TH' }, `console-${size}-thai`)
  await capturePage({ ...english, colorScheme: 'dark' }, `console-${size}-dark`)
  const page = await capturePage(english, `console-${size}`)

  await visit(page, 'gallery')
  for (const card of [1, 2]) await page.locator('.picture-card input').nth(card).check()
  await page.locator('.compare-bar').waitFor()
  await page.evaluate(() => scrollTo(0, 0))
  await save(page, `gallery-${size}`)
  await visit(page, `picture/${pair.b}`)
  await drawn(page, 1)
  await save(page, `picture-${size}`)
  await visit(page, `compare?a=${pair.a}&b=${pair.b}`)
  await page.getByRole('button', { name: '100%' }).click()
  await drawn(page, 2)
  await save(page, `compare-${size}`)
  await visit(page, 'activity')
  await page.locator('.figures').waitFor()
  await save(page, `activity-${size}`)
  await visit(page, 'camera')
  await page.locator('.plate-outline').waitFor()
  await page.getByRole('button', { name: 'Unlock Exposure time' }).click()
  await page.evaluate(() => scrollTo(0, 0))
  await save(page, `camera-${size}`)

  await visit(page, '')
  await page.locator('.plate-outline').waitFor()
  await setControls({ fault_disconnect_ms: 8_000 })
  await page.locator('.frozen').waitFor()
  await page.locator('[name=sample_no]').fill(nextSample())
  await page.keyboard.press('Enter')
  await page.locator('.failure').waitFor()
  // By now the view has been old for long enough to say since when.
  await page.locator('.frozen', { hasText: ' s.' }).waitFor()
  await page.evaluate(() => scrollTo(0, 0))
  await save(page, `camera-gone-${size}`)
  await page.locator('.pill[data-state="streaming"]').waitFor({ timeout: 20_000 })
}

/** The capture page with a picture just taken. */
async function capturePage(options: BrowserContextOptions, name: string): Promise<Page> {
  const page = await open(options)
  await page.locator('.meter-bar').waitFor({ state: 'attached' })
  await page.locator('[name=submission_no]').fill('SUB-1183')
  await page.locator('[name=sample_no]').fill(nextSample())
  await page.keyboard.press('Enter')
  await page.locator('.verdict').waitFor()
  await page.evaluate(() => scrollTo(0, 0))
  await save(page, name)
  return page
}

async function open(options: BrowserContextOptions, jwt?: null): Promise<Page> {
  const page = await (await browser.newContext({ ...options, reducedMotion: 'reduce' })).newPage()
  const fragment = jwt === null ? '' : `#token=${await token({ sub: 'operator' }, '1h')}`
  await page.goto(`${service.address}/console/${fragment}`)
  return page
}

async function visit(page: Page, place: string): Promise<void> {
  await page.goto(`${service.address}/console/#/${place}`)
  await page.locator('main .card').first().waitFor()
}

/** Waits until so many stored pictures can be seen. */
async function drawn(page: Page, count: number): Promise<void> {
  const pictures = page.locator('.zoom-pane img')
  await pictures.nth(count - 1).waitFor()
  await pictures.evaluateAll((images) =>
    Promise.all(images.map((each) => (each as HTMLImageElement).decode())),
  )
}

/** As a PNG of 256 colours, a third of the size. */
async function save(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => {})
  await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toFile(join(FOLDER, `${name}.png`))
  process.stdout.write(`${name}\n`)
}

async function setControls(values: Record<string, number>): Promise<void> {
  const response = await fetch(`${service.address}/api/v1/camera/controls`, {
    method: 'PATCH',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: JSON.stringify(values),
  })
  if (!response.ok) throw new Error(await response.text())
}
