/** Captures while ten others watch at two sizes, beside captures while nobody does, in turn. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { bearer, startProcess, token } from '../test/support/service.ts'
import { quantile, type Section, spread } from './report.ts'

const ROUNDS = 8
const CAPTURES_PER_ROUND = 40
const MAX_GAP_MS = 120
/** As the console asks: a narrow window and a wide one. */
const WIDTHS_PX = [480, 960]
const VIEWERS_PER_WIDTH = 5
const FPS = 10

type Watched = 'nobody watches' | 'ten watch'

export async function run(): Promise<Section> {
  const camera = fork(new URL('./peers/mjpeg-camera.ts', import.meta.url))
  const [port] = (await once(camera, 'message')) as [number]
  const service = await startProcess({
    CAMERA_SOURCE: `http://127.0.0.1:${port}/`,
    // The camera's picture never changes, so there is nothing to wait for.
    CAMERA_LATENCY_MS: '0',
  })
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  const capture = async () => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_GAP_MS))
    const startedAt = performance.now()
    const response = await fetch(`${service.address}/api/v1/capture/image`, {
      method: 'POST',
      headers,
      body: '{"sample_no":"BENCH","quality":95,"format":"JPEG"}',
    })
    if (!response.ok) throw new Error(await response.text())
    await response.arrayBuffer()
    return performance.now() - startedAt
  }
  const round = async () => {
    const times: number[] = []
    while (times.length < CAPTURES_PER_ROUND) times.push(await capture())
    return times
  }

  await round()
  const rounds: Record<Watched, number[][]> = { 'nobody watches': [], 'ten watch': [] }
  const encodingsPerSecond: number[] = []
  for (let turn = 0; turn < ROUNDS; turn++) {
    rounds['nobody watches'].push(await round())
    const stop = await openViewers(service.address)
    const [encodings, startedAt] = [await countEncodings(service.address), performance.now()]
    rounds['ten watch'].push(await round())
    const seconds = (performance.now() - startedAt) / 1000
    encodingsPerSecond.push(((await countEncodings(service.address)) - encodings) / seconds)
    stop()
  }
  await service.stop()
  service.remove()
  camera.kill()

  const row = (watched: Watched) => {
    const all = rounds[watched].flat()
    const of = (q: number) => rounds[watched].map((times) => quantile(times, q))
    const cell = (q: number) => `${quantile(all, q).toFixed(1)} (${spread(of(q)).split('(')[1]}`
    return [watched, cell(0.5), cell(0.95)]
  }
  const ratio = (q: number) =>
    (quantile(rounds['ten watch'].flat(), q) / quantile(rounds['nobody watches'].flat(), q)).toFixed(2)
  return {
    title: 'Capture while ten watch',
    method: `A network camera that sends 1920×1080 MJPEG at 30 fps; ${VIEWERS_PER_WIDTH} viewers at ${WIDTHS_PX[0]} pixels and ${VIEWERS_PER_WIDTH} at ${WIDTHS_PX[1]}, ${FPS} pictures a second each, in processes of their own on the same machine; JPEG q95, ${ROUNDS} rounds of ${CAPTURES_PER_ROUND} captures each, in turn. Milliseconds, in brackets the range of the rounds.`,
    columns: ['', 'p50', 'p95'],
    rows: [row('nobody watches'), row('ten watch'), ['ten : nobody', ratio(0.5), ratio(0.95)]],
    verdict: [
      `Encodings for the viewers: ${spread(encodingsPerSecond)} a second, where two a frame at ${FPS} frames a second are ${2 * FPS}; a picture for each would be ${FPS * VIEWERS_PER_WIDTH * WIDTHS_PX.length}.`,
      'Target: p95 as without viewers, within the spread of the rounds. No view is encoded while a capture runs.',
    ],
  }
}

/** Gives back what ends them. */
async function openViewers(address: string): Promise<() => void> {
  const jwt = await token()
  const processes: ChildProcess[] = WIDTHS_PX.map((width) =>
    fork(new URL('./peers/viewers.ts', import.meta.url), [
      address,
      jwt,
      ...[width, FPS, VIEWERS_PER_WIDTH].map(String),
    ]),
  )
  await Promise.all(processes.map((each) => once(each, 'message')))
  return () => {
    for (const each of processes) each.kill()
  }
}

async function countEncodings(address: string): Promise<number> {
  const metrics = await (await fetch(`${address}/metrics`)).text()
  return Number(/^vision_live_encodings_total (\d+)$/m.exec(metrics)?.[1])
}
