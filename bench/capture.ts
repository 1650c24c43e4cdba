/**
 * Capture latency at 1920x1080 and 30 fps, against the floor: the same camera in plain Node with no HTTP, no catalogue and
 * no metadata (wait for a fresh frame, encode, write, fsync, rename, fsync the folder). Requests come after random gaps.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { bearer, startProcess } from '../test/support/service.ts'
import { median, quantile, type Section } from './report.ts'

const ROUNDS = 6
const REQUESTS_PER_ROUND = 40
const MAX_GAP_MS = 120

type Mode = 'NATIVE' | 'JPEG'

export async function run(): Promise<Section> {
  const service = await startProcess({ CAMERA_WIDTH: '1920', CAMERA_HEIGHT: '1080' })
  const floor = fork(new URL('./peers/floor.ts', import.meta.url))
  await once(floor, 'message')
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  const ours = async (format: Mode) => {
    const startedAt = performance.now()
    const response = await fetch(`${service.address}/api/v1/capture/image`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ sample_no: 'BENCH', quality: 95, format }),
    })
    const body = (await response.json()) as { data?: { freshness: { frame_age_ms: number } } }
    const tookMs = performance.now() - startedAt
    if (body.data === undefined || body.data.freshness.frame_age_ms > 0) throw new Error(JSON.stringify(body))
    return tookMs
  }
  const plain = async (mode: Mode) => {
    floor.send(mode)
    const [tookMs] = (await once(floor, 'message')) as [number]
    return tookMs
  }
  const times = {
    'ours NATIVE': [] as number[],
    'floor NATIVE': [] as number[],
    'ours JPEG': [] as number[],
    'floor JPEG': [] as number[],
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const mode of ['NATIVE', 'JPEG'] as const) {
      for (let request = 0; request < REQUESTS_PER_ROUND; request++) {
        await gap()
        times[`floor ${mode}`].push(await plain(mode))
        await gap()
        times[`ours ${mode}`].push(await ours(mode))
      }
    }
  }
  floor.kill()
  const stages = await stageMedians(service.address, headers.authorization)
  await service.stop()
  service.remove()
  const row = (name: keyof typeof times, base: keyof typeof times) => {
    const [p50, p95] = [0.5, 0.95].map((q) => quantile(times[name], q)) as [number, number]
    const [base50, base95] = [0.5, 0.95].map((q) => quantile(times[base], q)) as [number, number]
    return [name, p50.toFixed(1), p95.toFixed(1), (p50 / base50).toFixed(2), (p95 / base95).toFixed(2)]
  }
  return {
    title: 'Capture, request to answer',
    method: `Simulated camera, 1920×1080 MJPEG at 30 fps; ${ROUNDS * REQUESTS_PER_ROUND} requests a row after random gaps of up to ${MAX_GAP_MS} ms, taken in turn with the floor; fsync included. Milliseconds.`,
    columns: ['', 'p50', 'p95', 'p50 : floor', 'p95 : floor'],
    rows: [
      row('floor NATIVE', 'floor NATIVE'),
      row('ours NATIVE', 'floor NATIVE'),
      row('floor JPEG', 'floor JPEG'),
      row('ours JPEG', 'floor JPEG'),
    ],
    verdict: [
      'Target: NATIVE 1.11 × the floor at p50 and 1.13 × at p95; JPEG q95 1.10 × and 1.09 ×.',
      `Where the time of ours goes, medians in ms by the catalogue: ${stages}. What the floor has not: the request itself, and the commit of the row.`,
      `All ${ROUNDS * REQUESTS_PER_ROUND * 2} of our pictures were exposed after their request arrived.`,
    ],
  }
}

/** The catalogue keeps every capture's stages. */
async function stageMedians(address: string, authorization: string): Promise<string> {
  const response = await fetch(`${address}/api/v1/capture/images?limit=500`, { headers: { authorization } })
  const { data } = (await response.json()) as {
    data: { images: { image_data: { format: string }; durations: Record<string, number> }[] }
  }
  return (['NATIVE', 'JPEG'] as const)
    .map((format) => {
      const captures = data.images.filter(({ image_data }) => image_data.format === format)
      const stages = ['waiting_for_frame', 'encoding', 'saving'].map(
        (stage) => `${stage} ${median(captures.map(({ durations }) => durations[stage] ?? 0)).toFixed(1)}`,
      )
      return `${format} ${stages.join(', ')}`
    })
    .join('; ')
}

const gap = () => new Promise((resolve) => setTimeout(resolve, Math.random() * MAX_GAP_MS))
