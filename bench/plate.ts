/** The look at the plate: errors and time on rendered pictures by format and disturbance, and captures with and without it. */
import { DISTURBANCES, FORMATS, type Outcome, outcome, varied } from '../test/plate/sweep.ts'
import { bearer, startProcess } from '../test/support/service.ts'
import { median, quantile, type Section, spread } from './report.ts'

const SIZE = [1920, 1080] as const
const ROUNDS = 1
const CAPTURES = 40
const PAUSE_MS = 400

export async function run(): Promise<Section> {
  const rows: (string | number)[][] = []
  const worst: { name: string; error: number }[] = []
  const tally = { pictures: 0, missed: 0, wrong: 0, turned: 0 }
  const small: number[] = []
  for (const wells of FORMATS) {
    const outcomes: { name: string; outcome: Outcome }[] = []
    for (const [name, scene] of Object.entries(DISTURBANCES))
      for (let round = 0; round < ROUNDS; round++)
        outcomes.push({ name, outcome: await look(scene, wells, round) })
    const of = outcomes.map((item) => item.outcome)
    const errors = of.flatMap((item) => item.errors)
    const missed = of.filter(({ facts }) => !facts.found).length
    const wrong = of.filter(({ facts }) => facts.found && facts.format !== wells).length
    const turned = of.filter(isTurned).length
    const known = of.filter(({ facts }) => facts.orientation !== 'unknown').length
    tally.pictures += of.length
    tally.missed += missed
    tally.wrong += wrong
    tally.turned += turned
    if (wells <= 96) small.push(...errors)
    const times = of.map(({ facts }) => facts.took_ms)
    const figures = [quantile(errors, 0.5), quantile(errors, 0.95)].map((value) => value.toFixed(3))
    rows.push([wells, of.length, missed, wrong, ...figures, `${known}, ${turned} wrong`, spread(times, 0)])
    for (const item of outcomes)
      worst.push({ name: `${wells} wells, ${item.name}`, error: Math.max(0, ...item.outcome.errors) })
  }
  worst.sort((a, b) => b.error - a.error)
  return {
    title: 'The look at the plate',
    method: `Rendered pictures of ${SIZE.join('x')}, ${Object.keys(DISTURBANCES).length} disturbances, ${ROUNDS} of each, the same in every run. Errors are distances of the corner wells from their true places, in shares of the pitch. Times include barcodes, on a busy machine.`,
    columns: [
      'wells',
      'pictures',
      'not found',
      'wrong format',
      'error p50',
      'p95',
      'orientation known',
      'ms (range)',
    ],
    rows,
    verdict: [
      `${tally.pictures} pictures: ${tally.missed} not found, ${tally.wrong} of a wrong format, ${tally.turned} with a wrong orientation.`,
      `Corner wells of 6 to 96 wells: p50 ${median(small).toFixed(3)} and p95 ${quantile(small, 0.95).toFixed(3)} of the pitch (targets 0.03 and 0.12).`,
      `Worst: ${worst
        .slice(0, 5)
        .map(({ name, error }) => `${name} ${error.toFixed(2)}`)
        .join('; ')}.`,
      await captures(),
    ],
  }
}

function look(scene: (typeof DISTURBANCES)[string], wells: number, round: number): Promise<Outcome> {
  const whole = scene.rotationDeg === 90 ? { ...scene, pxPerMm: 7 } : scene
  return outcome(varied({ ...whole, wells }, 1000 * round + wells), SIZE, { barcodes: true })
}

/** A1 is at the top left of the drawing, and turns with it. */
function isTurned({ scene, facts }: Outcome): boolean {
  const quarter = Math.round((scene.rotationDeg ?? 0) / 90) % 4
  const truth = ['a1_top_left', 'a1_top_right', 'a1_bottom_right', 'a1_bottom_left'][quarter]
  return facts.orientation !== 'unknown' && facts.orientation !== truth
}

/** Captures of two services in turn, so that what else the machine does falls on both. */
async function captures(): Promise<string> {
  const [off, report] = await Promise.all(['off', 'report'].map(start))
  const times = { off: [] as number[], report: [] as number[] }
  try {
    for (let n = 0; n < CAPTURES; n++) {
      times.off.push(await (off as Started).capture())
      times.report.push(await (report as Started).capture())
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  } finally {
    await Promise.all([off?.stop(), report?.stop()])
  }
  const figures = (values: number[]) =>
    `p50 ${quantile(values, 0.5).toFixed(0)} ms, p95 ${quantile(values, 0.95).toFixed(0)} ms`
  return `Captures of ${SIZE.join('x')}, ${CAPTURES} in turn: \`off\` ${figures(times.off)}; \`report\` ${figures(times.report)}.`
}

type Started = Awaited<ReturnType<typeof start>>

async function start(gate: string) {
  const service = await startProcess({
    PLATE_GATE: gate,
    CAMERA_WIDTH: String(SIZE[0]),
    CAMERA_HEIGHT: String(SIZE[1]),
    CAPTURE_QUEUE: '10',
  })
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  return {
    async capture() {
      const at = performance.now()
      const response = await fetch(`${service.address}/api/v1/capture/image`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ sample_no: 'BENCH' }),
      })
      if (!response.ok) throw new Error(await response.text())
      return performance.now() - at
    },
    async stop() {
      await service.stop()
      service.remove()
    },
  }
}
