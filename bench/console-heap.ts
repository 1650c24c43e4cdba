/** Half an hour of live view in Chromium, with a picture every minute: the page's heap after each collection, and the service's memory. */
import type { Browser, CDPSession, Page } from 'playwright-core'
import { launchChromium } from '../test/browser/chromium.ts'
import { startProcess, token } from '../test/support/service.ts'
import { residentMegabytes } from './process-figures.ts'
import type { Section } from './report.ts'

const MINUTES = 30
const MINUTE_MS = 60_000
/** The first minutes fill caches that stay: compiled code, the list of recent pictures. */
const SETTLED_AFTER_MINUTES = 10
const REPORTED_EVERY_MINUTES = 5
const MEBIBYTE = 2 ** 20

interface Reading {
  minute: number
  heapMb: number
  nodes: number
  listeners: number
  rendererMb: number
  serviceMb: number
}

export async function run(): Promise<Section> {
  const service = await startProcess({ CAMERA_WIDTH: '1920', CAMERA_HEIGHT: '1080', CAMERA_FPS: '15' })
  const browser = await launchChromium()
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  await page.goto(`${service.address}/console/#token=${await token({}, '2h')}`)
  await page.locator('.plate-outline').waitFor()
  const inspector = await page.context().newCDPSession(page)
  await inspector.send('Performance.enable')
  const rendererPid = await findRenderer(browser)

  const readings: Reading[] = []
  const startedAtMs = performance.now()
  for (let minute = 1; minute <= MINUTES; minute++) {
    await new Promise((resolve) => setTimeout(resolve, startedAtMs + minute * MINUTE_MS - performance.now()))
    await takePicture(page, `HEAP-${minute}`)
    const reading = {
      minute,
      ...(await readHeap(inspector)),
      rendererMb: residentMegabytes(rendererPid),
      serviceMb: residentMegabytes(service.child.pid as number),
    }
    readings.push(reading)
    process.stdout.write(`${cells(reading).join('  ')}\n`)
  }
  const frozen = await page.locator('.frozen').count()
  await browser.close()
  await service.stop()
  service.remove()
  if (frozen > 0) throw new Error('The view stood still, so its memory says nothing.')

  const settled = readings.filter(({ minute }) => minute >= SETTLED_AFTER_MINUTES)
  const growth = (figure: 'heapMb' | 'rendererMb' | 'serviceMb', digits: number) => {
    const values = settled.map((reading) => reading[figure])
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits))
    return `${least} to ${most} MiB (${perHour(values)} an hour)`
  }
  return {
    title: 'Console, memory over half an hour',
    method: `The capture page in Chromium, 1280×900, on the simulated camera at 1920×1080 and 15 fps, live at 10 pictures a second, one capture a minute; \`HeapProfiler.collectGarbage\` before each reading. MiB.`,
    columns: [
      'minute',
      'page: JavaScript heap',
      'DOM nodes',
      'listeners',
      'page: process',
      'service: process',
    ],
    rows: readings.filter(({ minute }) => minute === 1 || minute % REPORTED_EVERY_MINUTES === 0).map(cells),
    verdict: [
      `Target: flat. From minute ${SETTLED_AFTER_MINUTES} on: heap ${growth('heapMb', 2)}, page's process ${growth('rendererMb', 0)}, service's ${growth('serviceMb', 0)}; slopes by least squares over ${settled.length} readings.`,
      'The DOM node of every capture is Chromium’s: what was typed, kept for undoing. Captures that nobody types add none.',
    ],
  }
}

async function takePicture(page: Page, sample: string): Promise<void> {
  await page.locator('[name=sample_no]').fill(sample)
  await page.keyboard.press('Enter')
  await page.locator('.result .facts', { hasText: sample }).waitFor()
}

async function readHeap(inspector: CDPSession): Promise<Pick<Reading, 'heapMb' | 'nodes' | 'listeners'>> {
  await inspector.send('HeapProfiler.collectGarbage')
  const { metrics } = await inspector.send('Performance.getMetrics')
  const metric = (name: string) => metrics.find((each) => each.name === name)?.value ?? Number.NaN
  return {
    heapMb: metric('JSHeapUsedSize') / MEBIBYTE,
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  }
}

/** The process that draws the page: the only renderer, since there is one page. */
async function findRenderer(browser: Browser): Promise<number> {
  const system = await browser.newBrowserCDPSession()
  const { processInfo } = await system.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer')
  const largest = renderers.sort((a, b) => residentMegabytes(b.id) - residentMegabytes(a.id))[0]
  if (largest === undefined) throw new Error('Chromium names no renderer.')
  return largest.id
}

const cells = ({ minute, heapMb, nodes, listeners, rendererMb, serviceMb }: Reading) => [
  minute,
  heapMb.toFixed(2),
  nodes,
  listeners,
  rendererMb.toFixed(0),
  serviceMb.toFixed(0),
]

/** The slope of a line through readings a minute apart, as growth per hour. */
function perHour(values: number[]): string {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const slope =
    values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0) /
    values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
  return `${slope >= 0 ? '+' : ''}${(slope * 60).toFixed(2)}`
}
