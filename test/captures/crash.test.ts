/**
 * SIGKILL at random moments of every stage of a capture: what was acknowledged is whole and catalogued, nothing half-written
 * is visible under a picture's name, and the retry of what was cut short is answered with one picture.
 * `npm run test:crash` does 300 rounds.
 */
import { spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { wholeJpeg } from '../../runtime/camera/jpeg/structure.ts'
import { openCaptures } from '../../runtime/captures/captures.ts'
import { verify } from '../../runtime/captures/verify/verify.ts'
import type { CaptureData } from '../../runtime/device/captures.ts'
import { request } from './request.ts'
import { fakeCamera, optionsFor, pictures } from './rig.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 20)
const STAGES = ['starting', 'waiting_for_frame', 'encoding', 'saving', 'completed']
const PROGRAM = fileURLToPath(new URL('./crash-program.ts', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'crash-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Line {
  begun?: string
  format?: 'JPEG' | 'NATIVE'
  stage?: string
  acknowledged?: string
  data?: CaptureData
}

async function runUntilKilled(stage: string, prefix: string): Promise<Line[]> {
  const child = spawn(process.execPath, [PROGRAM, folder, stage, prefix], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [output, errors] = ['', '']
  child.stdout.on('data', (data) => (output += data))
  child.stderr.on('data', (data) => (errors += data))
  const [code, signal] = await once(child, 'close')
  expect([code, signal, errors]).toEqual([null, 'SIGKILL', ''])
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

it(
  `keeps every acknowledged capture, and its key, over ${ROUNDS} kills`,
  async () => {
    const acknowledged = new Map<string, CaptureData>()
    const killedIn: Record<string, number> = {}
    const perStage = ROUNDS >= 300 ? 30 : 1
    let completedByStart = 0
    for (let round = 0; round < ROUNDS; round++) {
      // Random kills may hit the stage after: those that have too few come next.
      const stage = STAGES.toSorted((a, b) => (killedIn[a] ?? 0) - (killedIn[b] ?? 0))[0] as string
      const known = new Set(pictures(folder))
      const lines = await runUntilKilled(stage, `round-${round}`)
      const lastStage = lines.findLast((line) => line.stage)?.stage as string
      killedIn[lastStage] = (killedIn[lastStage] ?? 0) + 1
      for (const { acknowledged: key, data } of lines) if (key && data) acknowledged.set(key, data)

      // As the crash left it, before anything is repaired.
      const fresh = pictures(folder).filter((name) => !known.has(name) && !name.endsWith('.tmp'))
      for (const name of fresh) expect(wholeJpeg(readFileSync(join(folder, name))), name).not.toBeNull()

      const captures = await openCaptures(optionsFor(folder, { camera: fakeCamera() }))
      expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
      const { begun, format } = lines.findLast((line) => line.begun) as Required<Line>
      const retry = () => captures.take(request({ sample_no: 'CRASH', idempotency_key: begun, format }))
      const answer = await retry()
      expect(await retry()).toEqual(answer)
      // The camera of this test gives smaller pictures than the program's.
      if (!acknowledged.has(begun) && answer.image_data.width === 1280) completedByStart += 1
      if (acknowledged.has(begun)) expect(answer).toEqual(acknowledged.get(begun))
      acknowledged.set(begun, answer)
      await captures.close()
      // One file for each key, and none without.
      expect(pictures(folder).sort()).toEqual(
        [...acknowledged.values()].map(({ image_data }) => image_data.filename).sort(),
      )
    }
    for (const { image_data } of acknowledged.values())
      expect(hash('sha256', readFileSync(join(folder, image_data.filename)), 'hex')).toBe(image_data.sha256)
    const problems: object[] = []
    await verify(folder, undefined, (problem) => problems.push(problem))
    expect(problems).toEqual([])
    const summary = `${acknowledged.size} pictures, all whole; ${completedByStart} were completed by the next start`
    process.stdout.write(`killed in ${JSON.stringify(killedIn)}; ${summary}\n`)
    for (const stage of STAGES) expect(killedIn[stage] ?? 0, stage).toBeGreaterThanOrEqual(perStage)
  },
  ROUNDS * 20_000,
)
