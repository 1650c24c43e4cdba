/// <reference lib="dom" />
/** The bench: captures by keyboard and scanner, what is seen of them, and what is said when they fail. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startProcess } from '../support/service.ts'
import { launchChromium } from './chromium.ts'
import { type ConsolePage, openConsole, setControls } from './console-page.ts'

let service: Awaited<ReturnType<typeof startProcess>>
let browser: Browser
let bench: ConsolePage
beforeAll(async () => {
  browser = await launchChromium()
  // Slow enough that every stage of a capture is painted.
  service = await startProcess({ CAMERA_FPS: '5' })
})
afterAll(async () => {
  await browser?.close()
  await service?.stop()
  service?.remove()
})
beforeEach(async () => {
  bench = await openConsole(browser, service.address)
})

const focused = () =>
  bench.page.evaluate(() => {
    const { name, value } = document.activeElement as HTMLInputElement
    return [name, value]
  })

const stored = async (prefix: string) => {
  const { page } = bench
  await page.goto(`${service.address}/console/#/gallery`)
  const samples = () =>
    page
      .locator('.picture-card')
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.sample ?? ''))
  await expect.poll(async () => (await samples()).some((sample) => sample.startsWith(prefix))).toBe(true)
  return (await samples()).filter((sample) => sample.startsWith(prefix)).toReversed()
}

describe('by keyboard alone', () => {
  afterEach(() => bench.close())

  it('takes the picture on Enter, shows its progress and its facts, and is ready for the next', async () => {
    const { page } = bench
    await expect.poll(focused).toEqual(['sample_no', ''])
    await page.evaluate(() => {
      const bar = document.querySelector('progress') as HTMLProgressElement
      const seen: number[] = []
      Object.assign(window, { seen })
      new MutationObserver(() => seen.push(bar.value)).observe(bar, { attributes: true })
    })
    await page.keyboard.type('SCAN-0001')
    await page.keyboard.press('Enter')
    expect(await focused()).toEqual(['sample_no', ''])
    await page.locator('.result .facts').waitFor()
    const facts = await page.locator('.result .facts').innerText()
    expect(facts).toContain('SCAN-0001')
    expect(facts).toMatch(/exposed [\d.,]+ ms after the request, timed by the camera/)
    expect(facts).toMatch(/640 × 480, [\d.]+ kB/)
    expect(facts).toMatch(/[0-9a-f]{64}/)
    const seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen).toContain(20)
    expect(seen.at(-1)).toBe(100)
    await expect.poll(() => page.locator('.recent li').first().innerText()).toContain('SCAN-0001')
    await page.locator('.verdict', { hasText: 'not judged' }).waitFor()
  })

  it('sends everything that was entered', async () => {
    const { page } = bench
    await page.keyboard.type('FULL')
    await page.locator('[name=submission_no]').fill('SUB-7')
    await page.locator('[name=description]').fill('A plate with a description')
    await page.locator('summary', { hasText: 'Format and quality' }).click()
    await page.locator('[name=format]').selectOption('WEBP')
    await page.locator('[name=quality]').fill('40')
    await page.keyboard.press('Enter')
    await page.locator('.result .facts', { hasText: 'FULL' }).waitFor()
    expect(await page.locator('.result .facts').innerText()).toMatch(/SUB-7[\s\S]+\.webp/)
    await page.locator('.result-picture').click()
    await page.locator('.picture-facts', { hasText: 'A plate with a description' }).waitFor()
  })

  it('lets a scanner type wherever the focus is, and the space bar take the picture', async () => {
    const { page } = bench
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.type('SCAN-0002')
    expect(await focused()).toEqual(['sample_no', 'SCAN-0002'])
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.press('Space')
    await page.locator('.result .facts', { hasText: 'SCAN-0002' }).waitFor()
  })

  it('takes one picture of every code that a scanner types and ends with Enter, however fast', async () => {
    const { page } = bench
    const scans = ['0012345678905', 'PL-2611-0042/A', 'ตัวอย่าง-7']
    for (const scan of scans) {
      // The last press left the focus on a button.
      await page.getByRole('button', { name: 'Plate outline' }).click()
      // Keys without a pause between them, as a scanner that is a keyboard sends them.
      await page.keyboard.type(scan, { delay: 0 })
      await page.keyboard.press('Enter')
      expect(await focused()).toEqual(['sample_no', ''])
      await page.locator('.result .facts', { hasText: scan }).waitFor()
    }
    await page.goto(`${service.address}/console/#/gallery`)
    const samples = () =>
      page
        .locator('.picture-card')
        .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.sample))
    await expect
      .poll(async () => (await samples()).filter((sample) => scans.includes(sample ?? '')))
      .toEqual(scans.toReversed())
  })

  it('takes a code that ends with Tab, and never joins two', async () => {
    const { page } = bench
    for (const code of ['TAB-100', 'TAB-200']) {
      await page.keyboard.type(code, { delay: 4 })
      await page.keyboard.press('Tab')
      await page.locator('.result .facts', { hasText: code }).waitFor()
    }
    expect(await stored('TAB-')).toEqual(['TAB-100', 'TAB-200'])
  })

  it('reads a code from the keys when the keyboard is set to Thai, and says so', async () => {
    const { page } = bench
    const devtools = await page.context().newCDPSession(page)
    const keys: [string, string][] = [
      ['ญ', 'KeyP'],
      ['ฃ', 'Minus'],
      ['จ', 'Digit0'],
      ['ึ', 'Digit7'],
    ]
    const events = [...keys, ['\r', 'Enter'] as const].flatMap(([text, code]) => {
      const key = code === 'Enter' ? 'Enter' : text
      return [
        { type: 'keyDown' as const, key, code, text },
        { type: 'keyUp' as const, key, code },
      ]
    })
    // Sent without waiting, as a scanner does, and with its times, whatever else the computer does; Chromium keeps their order.
    const startS = Date.now() / 1000
    await Promise.all(
      events.map((event, index) =>
        devtools.send('Input.dispatchKeyEvent', { ...event, timestamp: startS + index * 0.004 }),
      ),
    )
    await page.locator('.result .facts', { hasText: 'P-07' }).waitFor()
    expect(await page.locator('#capture-notice').innerText()).toContain('keyboard layout')
  })

  it('keeps the typed fields after a page change and a reload', async () => {
    const { page } = bench
    await page.locator('[name=sample_no]').fill('HALF-TYPED')
    await page.locator('[name=submission_no]').fill('SUB-9')
    await page.goto(`${service.address}/console/#/gallery`)
    await page.goto(`${service.address}/console/#/`)
    await page.reload()
    const values = () =>
      page.locator('.capture-form').evaluate((form) => {
        const { sample_no, submission_no } = (form as HTMLFormElement).elements as unknown as Record<
          string,
          HTMLInputElement
        >
        return [sample_no?.value, submission_no?.value]
      })
    await expect.poll(values).toEqual(['HALF-TYPED', 'SUB-9'])
  })

  it('asks for the sample number, and takes nothing without one', async () => {
    const { page } = bench
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('#capture-notice').innerText()).toContain('sample number first')
    expect(await page.locator('[name=sample_no]').getAttribute('aria-invalid')).toBe('true')
    expect(await page.locator('.result').count()).toBe(0)
  })

  it('adjusts the outline of the plate with the arrow keys, and remembers it', async () => {
    const { page } = bench
    const outline = page.locator('.plate-outline')
    const left = async () =>
      Number.parseFloat((await outline.getAttribute('style'))?.match(/left: ([\d.]+)/)?.[1] ?? '')
    await outline.waitFor()
    const before = await left()
    await page.getByRole('button', { name: 'Adjust outline' }).press('Enter')
    for (let press = 0; press < 4; press++)
      await page.getByRole('button', { name: 'Top left corner' }).press('ArrowRight')
    expect(await left()).toBeCloseTo(before + 2, 1)
    await page.reload()
    await outline.waitFor()
    expect(await left()).toBeCloseTo(before + 2, 1)
  })
})

describe('when something is wrong', () => {
  it('gives each of three scans during a hang its own picture, and shows which come next', async () => {
    const { page } = bench
    await page.locator('.plate-outline').waitFor()
    await setControls(service.address, { fault_hang_ms: 2_500 })
    for (const code of ['HANG-0101', 'HANG-0102', 'HANG-0103']) {
      await page.keyboard.type(code, { delay: 4 })
      await page.keyboard.press('Enter')
      await page.waitForTimeout(400)
    }
    expect(await page.locator('.queued').innerText()).toMatch(/Next:[\s\S]*HANG-0102[\s\S]*HANG-0103/)
    await page.locator('.result .facts', { hasText: 'HANG-0103' }).waitFor()
    expect(await stored('HANG-')).toEqual(['HANG-0101', 'HANG-0102', 'HANG-0103'])
    await bench.close(/503/)
  })

  it('warns of a picture that is blurred or clipped, and says of the next that it was not judged', async () => {
    const { page } = bench
    // A sharp view has been seen, to compare with.
    await page.locator('.meter-bar').waitFor()
    await setControls(service.address, { focus: 0, exposure_us: 30_000 })
    await bench.capture('BLURRED')
    const warning = page.locator('.verdict-warning')
    await warning.waitFor()
    expect(await warning.innerText()).toMatch(/less sharp[\s\S]+too bright/)
    expect(await page.locator('.progress').innerText()).toContain('but look at it')
    await setControls(service.address, { focus: 50, exposure_us: 10_000 })
    await bench.capture('SHARP')
    await page.locator('.verdict', { hasText: 'not judged' }).waitFor()
    await bench.close()
  })

  it('keeps the typed fields when the camera is gone, marks the view as frozen, and recovers without help', async () => {
    const { page } = bench
    await page.locator('.plate-outline').waitFor()
    await setControls(service.address, { fault_disconnect_ms: 6_000 })
    await page.locator('.frozen').waitFor()
    expect(await page.locator('.pill').getAttribute('data-state')).toBe('faulted')
    await page.locator('[name=sample_no]').fill('LOST')
    await page.keyboard.press('Enter')
    await page.locator('.failure[data-code="CAMERA_NOT_AVAILABLE"]').waitFor()
    expect(await page.locator('[name=sample_no]').inputValue()).toBe('LOST')
    await page.locator('.frozen').waitFor({ state: 'detached', timeout: 30_000 })
    await page.locator('.pill[data-state="streaming"]').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.result .facts', { hasText: 'LOST' }).waitFor()
    await bench.close(/503/)
  })

  it('marks the view as frozen when the camera hangs and says nothing', async () => {
    const { page } = bench
    await page.locator('.plate-outline').waitFor()
    await setControls(service.address, { fault_hang_ms: 5_000 })
    await page.locator('.frozen').waitFor()
    await page.locator('.frozen').waitFor({ state: 'detached', timeout: 30_000 })
    await bench.close(/503/)
  })

  it('takes no second picture when the answer was lost and the operator tries again', async () => {
    const { page } = bench
    let lost = 0
    await page.route('**/api/v1/capture/image', async (route) => {
      if (lost++ > 0) return route.continue()
      // The service gets it and answers; the answer never arrives.
      await route.fetch()
      return route.abort('connectionreset')
    })
    await page.keyboard.type('ANSWER-LOST')
    await page.keyboard.press('Enter')
    await page.locator('.failure[data-code="NETWORK_ERROR"]').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.result .facts', { hasText: 'ANSWER-LOST' }).waitFor()
    await page.goto(`${service.address}/console/#/gallery?sample=ANSWER-LOST`)
    await page.locator('.picture-card').waitFor()
    expect(await page.locator('.picture-card').count()).toBe(1)
    await bench.close(/ERR_CONNECTION_RESET/)
  })

  it('shows the message of the service beside a field that is not valid', async () => {
    const { page } = bench
    await page.locator('summary', { hasText: 'Format and quality' }).click()
    await page.locator('[name=quality]').fill('400')
    await page.locator('[name=sample_no]').fill('UNFIT')
    await page.keyboard.press('Enter')
    await page.locator('.failure[data-code="VALIDATION_ERROR"]').waitFor()
    expect(await page.locator('.failure').innerText()).toContain('Quality must be at most 100')
    await bench.close(/422/)
  })
})
