/** Measures the start of the process, its first picture, and its memory and processor time at idle. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { bearer, startProcess } from '../test/support/service.ts'
import { cpuSeconds, family, residentMegabytes } from './process-figures.ts'
import { median, type Section, spread } from './report.ts'

const STARTS = 7
const SETTLE_SECONDS = 5
const IDLE_SECONDS = 30

export async function run(): Promise<Section> {
  const settings = { CAMERA_WIDTH: '1920', CAMERA_HEIGHT: '1080', CAMERA_WARMUP_FRAMES: '5' }
  const readyMs: number[] = []
  const captureMs: number[] = []
  for (let start = 0; start < STARTS; start++) {
    const startedAt = performance.now()
    const service = await startProcess(settings)
    readyMs.push(performance.now() - startedAt)
    const response = await fetch(`${service.address}/api/v1/capture/image`, {
      method: 'POST',
      headers: { ...(await bearer()), 'content-type': 'application/json' },
      body: '{"sample_no":"FIRST"}',
    })
    if (!response.ok) throw new Error(await response.text())
    captureMs.push(performance.now() - startedAt)
    await service.stop()
    service.remove()
  }
  const camera = fork(new URL('./peers/mjpeg-camera.ts', import.meta.url))
  const [port] = (await once(camera, 'message')) as [number]
  const service = await startProcess({ CAMERA_SOURCE: `http://127.0.0.1:${port}/` })
  const pid = service.child.pid as number
  await new Promise((resolve) => setTimeout(resolve, SETTLE_SECONDS * 1000))
  const before = cpuSeconds(pid)
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000))
  const cpuPercent = ((cpuSeconds(pid) - before) / IDLE_SECONDS) * 100
  const residentMb = family(pid).reduce((sum, member) => sum + residentMegabytes(member), 0)
  await service.stop()
  service.remove()
  camera.kill()
  return {
    title: 'Start and idle',
    method: `${STARTS} starts on the simulated camera, 1920×1080 at 30 fps, five warm-up frames, compile cache filled; idle over ${IDLE_SECONDS} s on a network camera that sends 1920×1080 MJPEG at 30 fps, the service's child processes included.`,
    columns: ['', 'measured', 'target'],
    rows: [
      ['start to ready (ms)', spread(readyMs, 0), 'under 1,000'],
      ['start to first picture answered (ms)', spread(captureMs, 0), ''],
      ['idle, % of a core', cpuPercent.toFixed(1), 'under 5'],
      ['idle, resident (MB)', residentMb.toFixed(0), 'under 150'],
    ],
    verdict: [`Ready after ${median(readyMs).toFixed(0)} ms.`],
  }
}
