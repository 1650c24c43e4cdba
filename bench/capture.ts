/**
 * Capture latency at 1920x1080 and 30 fps on a network camera and on a camera program, against the floor: plain Node on the same
 * stream, with no code of the service (peers/plain-capture.ts).
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bearer, startProcess } from '../test/support/service.ts'
import { performanceMs, sentAtMs } from './peers/stream.ts'
import { median, quantile, type Section } from './report.ts'

const ROUNDS = 4
const REQUESTS_PER_ROUND = 25
const MAX_GAP_MS = 120
const MODES = ['NATIVE', 'JPEG'] as const
const GAPS = ['random gaps', 'back to back'] as const
const peer = (name: string) => fileURLToPath(new URL(`./peers/${name}.ts`, import.meta.url))

type Mode = (typeof MODES)[number]
type Take = (mode: Mode) => Promise<number>

export async function run(): Promise<Section> {
  const camera = fork(peer('mjpeg-camera'))
  const [port] = (await once(camera, 'message')) as [number]
  const program = [process.execPath, peer('mjpeg-program')]
  const network = await measure('network camera', `http://127.0.0.1:${port}/`, [
    'http',
    `http://127.0.0.1:${port}/`,
  ])
  camera.kill()
  const command = await measure('camera program', `command:${program.join(' ')}`, ['command', ...program])
  return {
    title: 'Capture, request to answer',
    method: `1920×1080 MJPEG at 30 fps, CAMERA_LATENCY_MS=0; ${ROUNDS * REQUESTS_PER_ROUND} requests a row, after random gaps of up to ${MAX_GAP_MS} ms or back to back, taken in turn with the floor: plain Node on the same stream without any code of the service, the first picture that began to arrive after the request, fsync included. Milliseconds.`,
    columns: ['', 'p50', 'p95', 'p50 : floor', 'p95 : floor'],
    rows: [...network.rows, ...command.rows],
    verdict: [
      'Target: within 1.15 × of the floor at p50 and p95.',
      `Where the time of ours goes on the network camera, medians in ms by the catalogue: ${network.stages}. The floor has no request, no proof that no older frame was on the way, and no catalogue.`,
      `${network.checked + command.checked} stored NATIVE pictures hold the moment at which the camera sent them: each was sent after its request.`,
    ],
  }
}

async function measure(name: string, source: string, floorArgs: string[]) {
  const service = await startProcess({ CAMERA_SOURCE: source, CAMERA_LATENCY_MS: '0', LOG_LEVEL: 'INFO' })
  const floor = fork(peer('plain-capture'), floorArgs)
  await once(floor, 'message')
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  let checked = 0
  const ours: Take = async (format) => {
    const [askedAtMs, startedAt] = [performanceMs(), performance.now()]
    const body = JSON.stringify({ sample_no: 'BENCH', quality: 95, format })
    const response = await fetch(`${service.address}/api/v1/capture/image`, { method: 'POST', headers, body })
    const answer = (await response.json()) as { data?: { image_data: { filename: string } } }
    const tookMs = performance.now() - startedAt
    if (answer.data === undefined) throw new Error(JSON.stringify(answer))
    if (format === 'NATIVE') {
      const picture = readFileSync(join(service.folder, answer.data.image_data.filename))
      if (!(sentAtMs(picture) >= askedAtMs)) throw new Error(`an old picture: ${JSON.stringify(answer)}`)
      checked += 1
    }
    return tookMs
  }
  const times = await takeInTurn({ ours, floor: plain(floor) })
  floor.disconnect()
  const stages = await stageMedians(service.address, headers.authorization)
  await service.stop()
  service.remove()
  const rows = GAPS.flatMap((gap) =>
    MODES.flatMap((mode) => {
      const base = times.get(`floor ${mode} ${gap}`) ?? []
      return ['floor', 'ours'].map((whose) => {
        const values = times.get(`${whose} ${mode} ${gap}`) ?? []
        const at = (q: number) => quantile(values, q)
        const ratio = (q: number) => (at(q) / quantile(base, q)).toFixed(2)
        return [
          `${name}, ${mode}, ${gap}: ${whose}`,
          at(0.5).toFixed(1),
          at(0.95).toFixed(1),
          ratio(0.5),
          ratio(0.95),
        ]
      })
    }),
  )
  return { rows, stages, checked }
}

async function takeInTurn(takers: Record<'floor' | 'ours', Take>): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>()
  for (let round = 0; round < ROUNDS; round++)
    for (const gap of GAPS)
      for (const mode of MODES)
        for (let request = 0; request < REQUESTS_PER_ROUND; request++)
          for (const whose of ['floor', 'ours'] as const) {
            if (gap === 'random gaps') await delay(Math.random() * MAX_GAP_MS)
            const key = `${whose} ${mode} ${gap}`
            times.set(key, [...(times.get(key) ?? []), await takers[whose](mode)])
          }
  return times
}

function plain(floor: ChildProcess): Take {
  return async (mode) => {
    floor.send(mode)
    const [tookMs] = (await once(floor, 'message')) as [number]
    return tookMs
  }
}

/** The catalogue keeps every capture's stages. */
async function stageMedians(address: string, authorization: string): Promise<string> {
  const response = await fetch(`${address}/api/v1/capture/images?limit=500`, { headers: { authorization } })
  const { data } = (await response.json()) as {
    data: { images: { image_data: { format: string }; durations: Record<string, number> }[] }
  }
  return MODES.map((format) => {
    const captures = data.images.filter(({ image_data }) => image_data.format === format)
    const stages = ['waiting_for_frame', 'encoding', 'saving'].map(
      (stage) => `${stage} ${median(captures.map(({ durations }) => durations[stage] ?? 0)).toFixed(1)}`,
    )
    return `${format} ${stages.join(', ')}`
  }).join('; ')
}

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
