/// <reference lib="dom" />
/** The console in a page of its own, which keeps an account of everything that must not happen. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { bearer, token } from '../support/service.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const TOUCH_PX = 44

export interface ConsolePage {
  page: Page
  /** Takes one picture by keyboard and waits until it is there. */
  capture(sample: string): Promise<void>
  /** Errors on the browser's console, uncaught errors, and requests to other hosts. */
  problems: string[]
  /** Everything that axe finds. */
  axe(): Promise<string[]>
  /** What can be pressed and is smaller than a finger in a glove: 44 px, as WCAG 2.5.5 (level AAA) asks. */
  smallTargets(): Promise<string[]>
  /** Closes the page; fails when it had a problem that is not named here. */
  close(expected?: RegExp): Promise<void>
}

interface OpenOptions extends BrowserContextOptions {
  /** As in `gallery?sample=A`. */
  place?: string
  /** Null opens the page without one. */
  jwt?: string | null
  /** What the header says of the bench once the page is there. */
  bench?: string
}

export async function openConsole(
  browser: Browser,
  address: string,
  { place = '', jwt, bench = 'streaming', ...options }: OpenOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    ...options,
  })
  const page = await context.newPage()
  const problems = watchPage(page, address)
  const fragment = jwt === null ? '' : `#token=${jwt ?? (await token())}`
  await page.goto(`${address}/console/${fragment}`)
  if (jwt !== null) await page.locator(`.pill[data-state="${bench}"]`).waitFor()
  if (place !== '') await page.goto(`${address}/console/#/${place}`)

  return {
    page,
    problems,
    async capture(sample) {
      await page.locator('[name=sample_no]').fill(sample)
      await page.keyboard.press('Enter')
      await page.locator('.result .facts', { hasText: sample }).waitFor()
    },
    async axe() {
      // The page's policy forbids scripts that are not its own; axe comes in through the debugger.
      await page.evaluate(AXE)
      const violations = (await page.evaluate(
        `axe.run({ runOnly: ${JSON.stringify(WCAG)} }).then(({ violations }) => violations)`,
      )) as { id: string; nodes: { html: string }[] }[]
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    },
    smallTargets: () =>
      page
        .locator('button, a, input, select, summary')
        .and(page.locator(':visible:not(.skip, .plate-corner)'))
        .evaluateAll((elements, touchPx) => {
          const small = elements.filter((element) => {
            // A box to tick is as large as its label.
            const { width, height } = (element.closest('label.choose') ?? element).getBoundingClientRect()
            return width < touchPx || height < touchPx
          })
          return small.map(({ outerHTML }) => outerHTML)
        }, TOUCH_PX),
    async close(expected) {
      await context.close()
      expect(problems.filter((problem) => expected === undefined || !expected.test(problem))).toEqual([])
    },
  }
}

/** Errors on the page's console, uncaught errors, and requests to other hosts, as they come. */
export function watchPage(page: Page, address: string): string[] {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`)
  })
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    if (protocol.startsWith('http') && host !== new URL(address).host) problems.push(`asked ${request.url()}`)
  })
  return problems
}

/** Sets the camera's controls behind the page's back: its faults, above all. */
export async function setControls(address: string, values: Record<string, number>): Promise<void> {
  const response = await fetch(`${address}/api/v1/camera/controls`, {
    method: 'PATCH',
    headers: { ...(await bearer()), 'content-type': 'application/json' },
    body: JSON.stringify(values),
  })
  expect(response.status).toBe(200)
}
