/// <reference lib="dom" />
/** Two operators in two browsers at one camera, who scan as fast as they can: each scan gets its own, fresh picture. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { startProcess, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { type ConsolePage, openConsole, setControls } from './console-page.ts'

const SCANS = 20

let service: Awaited<ReturnType<typeof startProcess>>
let browsers: Browser[]
beforeAll(async () => {
  browsers = [await launchChromium(), await launchChromium()]
  service = await startProcess({ CAMERA_FPS: '10' })
})
afterAll(async () => {
  for (const browser of browsers ?? []) await browser.close()
  await service?.stop()
  service?.remove()
})

const open = async (index: number, name: string) =>
  openConsole(browsers[index] as Browser, service.address, { jwt: await token({ sub: name }, '20m') })

const client = () => createClient({ baseUrl: service.address, token: () => token() })

async function scan({ page }: ConsolePage, code: string): Promise<void> {
  await page.keyboard.type(code, { delay: 2 })
  await page.keyboard.press('Enter')
}

it('gives forty scans of two operators forty right pictures', async () => {
  const operators = await Promise.all([open(0, 'anna'), open(1, 'somchai')])
  const codes = ['ANNA', 'SOMCHAI'].map((name) =>
    Array.from({ length: SCANS }, (_, index) => `${name}-${String(index + 1).padStart(4, '0')}`),
  )
  await Promise.all(
    operators.map(async (operator, index) => {
      for (const code of codes[index] as string[]) await scan(operator, code)
      const last = codes[index]?.at(-1) ?? ''
      await operator.page.locator('.result .facts', { hasText: last }).waitFor({ timeout: 60_000 })
      expect(await operator.page.locator('.failure').count()).toBe(0)
    }),
  )
  const { images } = await client().images({ limit: 100, order: 'oldest' })
  for (const [index, name] of ['anna', 'somchai'].entries()) {
    const own = images.filter(({ requested_by }) => requested_by === name)
    expect(own.map(({ sample_no }) => sample_no)).toEqual(codes[index])
  }
  expect(images).toHaveLength(2 * SCANS)
  // No picture is older than its request, and no two are one frame.
  for (const { freshness } of images) expect(freshness.frame_age_ms).toBeLessThanOrEqual(0)
  expect(new Set(images.map(({ freshness }) => freshness.frame_sequence)).size).toBe(images.length)
  for (const operator of operators) await operator.close()
}, 180_000)

it('says who holds the camera, and takes the second picture after the first', async () => {
  const [anna, somchai] = await Promise.all([open(0, 'anna'), open(1, 'somchai')])
  await setControls(service.address, { fault_hang_ms: 2_500 })
  await scan(anna, 'HELD-0001')
  await somchai.page
    .locator('.holder', { hasText: 'anna is photographing HELD-0001' })
    .waitFor({ timeout: 20_000 })
  await scan(somchai, 'HELD-0002')
  await somchai.page.locator('.progress', { hasText: 'Waiting for the camera' }).waitFor()
  await somchai.page.locator('.result .facts', { hasText: 'HELD-0002' }).waitFor()
  await somchai.page.locator('.holder').waitFor({ state: 'detached' })
  const [second, first] = (await client().images({ limit: 2 })).images
  expect([first?.sample_no, second?.sample_no]).toEqual(['HELD-0001', 'HELD-0002'])
  // The plate was photographed by the other operator a moment ago.
  await scan(anna, 'HELD-0002')
  await anna.page.locator('#capture-notice', { hasText: 'in the last ten minutes' }).waitFor()
  await anna.page.locator('.result .facts', { hasText: 'HELD-0002' }).waitFor()
  for (const operator of [anna, somchai]) await operator.close(/503/)
})
