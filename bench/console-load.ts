/** The console's first load: what goes over the wire, and when it can be used, by browsers that have never been there. */
import { launchChromium } from '../test/browser/chromium.ts'
import { type FirstLoad, firstLoad } from '../test/browser/first-load.ts'
import { startProcess } from '../test/support/service.ts'
import { type Section, spread } from './report.ts'

const VISITS = 20

export async function run(): Promise<Section> {
  const service = await startProcess({ CAMERA_WIDTH: '1920', CAMERA_HEIGHT: '1080' })
  const browser = await launchChromium()
  const visits: FirstLoad[] = []
  for (let visit = 0; visit < VISITS; visit++) visits.push(await firstLoad(browser, service.address))
  await browser.close()
  await service.stop()
  service.remove()
  const of = (figure: keyof FirstLoad) => visits.map((visit) => visit[figure])
  return {
    title: 'Console, first load',
    method: `${VISITS} visits by Chromium, each with an empty cache, on localhost; simulated camera, 1920×1080 at 30 fps. Times from the start of the navigation, by the page's own clock.`,
    columns: ['', 'measured', 'target'],
    rows: [
      [
        'page and its files on the wire, Brotli, headers included (kB)',
        spread(of('wireBytes').map((bytes) => bytes / 1000)),
        'under 150',
      ],
      ['until the sample number can be typed (ms)', spread(of('usableMs'), 0), 'under 1,000'],
      ['until the first picture of the live view (ms)', spread(of('pictureMs'), 0), ''],
    ],
    verdict: [
      'Files are compressed when the console is built, and named by their content: a second visit asks for the page alone.',
    ],
  }
}
