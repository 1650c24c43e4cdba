/// <reference lib="dom" />
/** The camera's page, and the console on a camera that is a program outside the service. */
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { startProcess, token } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { openConsole } from './console-page.ts'

const PROGRAM = fileURLToPath(new URL('../camera/mjpeg-program.ts', import.meta.url))

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

it('shows the granted format, and sets a control after it is unlocked', async () => {
  const service = await startProcess()
  try {
    const camera = await openConsole(browser, service.address, { place: 'camera' })
    const { page } = camera
    const facts = page.locator('.camera-side .facts')
    await facts.waitFor()
    expect(await facts.innerText()).toMatch(/640 × 480/)
    const gain = page.locator('[data-control=gain]')
    const slider = gain.getByRole('slider')
    expect(await slider.isDisabled()).toBe(true)
    await gain.getByRole('button', { name: 'Unlock Gain' }).click()
    await slider.focus()
    for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowRight')
    const client = createClient({ baseUrl: service.address, token: () => token() })
    const value = async () => (await client.controls()).controls.find(({ name }) => name === 'gain')?.value
    await expect.poll(value).toBe(12)
    await expect.poll(() => page.locator('.settings-line').textContent()).toBe('CAMERA_CONTROLS=gain=12')
    await gain.getByRole('button', { name: 'Default of Gain' }).click()
    await expect.poll(value).toBe(0)
    await camera.close()
  } finally {
    await service.stop()
    service.remove()
  }
})

it('captures from a camera program, and says so when the program ends', async () => {
  const service = await startProcess({
    CAMERA_SOURCE: `command:'${process.execPath}' '${PROGRAM}'`,
    CAMERA_WIDTH: '336',
    CAMERA_HEIGHT: '240',
  })
  try {
    const bench = await openConsole(browser, service.address)
    const { page } = bench
    await bench.capture('PROGRAM-1')
    expect(await page.locator('.result .facts').innerText()).toMatch(
      /after the request, timed by its arrival/,
    )
    const { execFileSync } = await import('node:child_process')
    const program = execFileSync('pgrep', ['-P', String(service.child.pid), '-f', 'mjpeg-program']).toString()
    process.kill(Number(program), 'SIGKILL')
    await page.locator('.pill:not([data-state="streaming"])').waitFor()
    await page.locator('.pill[data-state="streaming"]').waitFor({ timeout: 30_000 })
    await page.locator('.frozen').waitFor({ state: 'detached', timeout: 30_000 })
    await bench.capture('PROGRAM-2')

    await page.goto(`${service.address}/console/#/gallery?sample=PROGRAM-1`)
    await expect.poll(() => page.locator('.picture-card').count()).toBe(1)
    await page.locator('.picture-card input').check()
    await page.getByRole('link', { name: 'Clear filters' }).click()
    await page.locator('.picture-card[data-sample="PROGRAM-2"] input').check()
    await page.getByRole('link', { name: 'Compare side by side' }).click()
    await page.locator('.zoom-pane img').nth(1).waitFor()
    expect(await page.locator('.compare figcaption a').allInnerTexts()).toEqual(['PROGRAM-1', 'PROGRAM-2'])
    await page.locator('.compare figcaption a').first().click()
    await page.locator('.picture-tools').getByRole('button', { name: 'Delete' }).click()
    await page.locator('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => page.locator('.picture-card').count()).toBe(1)

    await page.goto(`${service.address}/console/#/camera`)
    await page.locator('.controls .empty').waitFor()
    await bench.close(/501|503/)
  } finally {
    await service.stop()
    service.remove()
  }
})
