/**
 * Captures after random idle times from two cameras of the kernel, while a program built on OpenCV reads two cameras of the same kinds
 * once per request, as the replaced service did.
 * `IDLE_MAX_MS=20000 CAPTURES=200` makes it the long run.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { pictureTime } from '../../camera/picture-time.ts'
import type { Machine } from '../machine/machine.ts'
import type { Program } from '../machine/program.ts'
import type { Webcams } from '../webcam/webcams.ts'
import type { Cameras } from './cameras.ts'
import type { Answer, DeviceService } from './start.ts'

const CAPTURES = Number(process.env.CAPTURES ?? 120)
const IDLE_MAX_MS = Number(process.env.IDLE_MAX_MS ?? 2_000)
/** More short idle times than long ones: as many different ones in less time. */
const IDLE_MS = Array.from({ length: CAPTURES }, () => Math.random() ** 3 * IDLE_MAX_MS)
/**
 * A machine that is so slow stops a camera for seconds now and then. A capture is then refused, which is no old picture; more refusals than
 * these are a fault.
 */
const MAX_REFUSED = CAPTURES / 10
const TIMEOUT_MS = 300_000 + CAPTURES * (1_500 + IDLE_MAX_MS)

interface Taken {
  /** By the machine's clock, before the request was sent. */
  askedAtMs: number
  answer: Answer
}

/** Pictures that OpenCV gave, with how long before the request each was exposed, by the kernel. */
interface Read {
  number: number
  askedAtMs: number
  ageMs: number
}

/** The captures are taken before the first case; the cases then look at what came. */
export function freshnessCases(cameras: Cameras): void {
  const taken: Record<'vivid' | 'webcam', Taken[]> = { vivid: [], webcam: [] }
  const read: Record<'vivid' | 'webcam', Read[]> = { vivid: [], webcam: [] }

  beforeAll(async () => {
    const { machine, webcams, vivid, webcam, folder } = cameras
    writeFileSync(join(folder, 'idle.json'), JSON.stringify(IDLE_MS))
    const [onVivid, onWebcam] = await Promise.all([
      oneReadPerRequest(machine, '/dev/video1', folder, 'vivid'),
      oneReadPerRequest(machine, await webcams.node('side'), folder, 'webcam'),
    ])
    ;[taken.vivid, taken.webcam] = await Promise.all([
      takeAll(vivid, webcams, 'JPEG'),
      takeAll(webcam, webcams, 'NATIVE'),
    ])
    read.vivid = await readings(onVivid)
    read.webcam = await readings(onWebcam)
  }, TIMEOUT_MS)

  describe.each(['vivid', 'webcam'] as const)('%s', (camera) => {
    it(`gives ${CAPTURES} captures, each exposed by the kernel's clock after its request had arrived`, () => {
      expect(taken[camera]).toHaveLength(CAPTURES)
      for (const { answer } of taken[camera]) {
        expect(answer.status, JSON.stringify(answer.body)).toBe(200)
        const { freshness } = answer.body.data
        expect(freshness.clock).toBe('kernel')
        expect(freshness.latency_source).toBe('measured')
        expect(freshness.frame_age_ms).toBeLessThanOrEqual(0)
        expect(freshness.exposed_at >= freshness.requested_at).toBe(true)
      }
    })

    it('delivers old pictures to a program that reads once per request', () => {
      const ages = read[camera].map(({ ageMs }) => ageMs)
      const fresh = taken[camera].map(({ answer }) => answer.body.data.freshness.frame_age_ms)
      console.log(
        `${camera}, idle up to ${IDLE_MAX_MS} ms: age of the picture at its request, ms (median, oldest): ` +
          `service ${figures(fresh)}; one cv2 read() per request ${figures(ages)}`,
      )
      expect(ages.filter((ageMs) => ageMs > 0).length).toBeGreaterThan(CAPTURES / 2)
    })
  })

  describe('the stored pictures themselves', () => {
    it('show a clock that is not before the request', async () => {
      for (const { askedAtMs, answer } of taken.webcam) {
        const { filename } = answer.body.data.image_data
        expect(
          (await pictureTime(await cameras.webcam.picture(filename))).exposedAtMs,
        ).toBeGreaterThanOrEqual(Math.floor(askedAtMs))
      }
    }, 120_000)

    it('show one of long before it where OpenCV read them', async () => {
      const ages: number[] = []
      for (const { number, askedAtMs } of read.webcam)
        ages.push(askedAtMs - (await pictureTime(join(cameras.folder, `webcam-${number}.png`))).exposedAtMs)
      console.log(`webcam, by the clock in the picture: one cv2 read() per request ${figures(ages)}`)
      expect(ages.filter((ageMs) => ageMs > 0).length).toBeGreaterThan(CAPTURES / 2)
    }, 120_000)
  })
}

async function takeAll(service: DeviceService, webcams: Webcams, format: string): Promise<Taken[]> {
  const all: Taken[] = []
  let refused = 0
  for (let number = 0; all.length < CAPTURES; number++) {
    await delay(IDLE_MS[number % CAPTURES])
    const askedAtMs = Number(await webcams.tell('clock'))
    all.push({ askedAtMs, answer: await service.capture(`P${number}`, { format }) })
    if (all.at(-1)?.answer.status !== 503 || ++refused > MAX_REFUSED) continue
    all.pop()
    // Else the same standstill refuses the next captures too.
    await service.ready()
  }
  return all
}

async function oneReadPerRequest(
  machine: Machine,
  node: string,
  folder: string,
  name: string,
): Promise<Program> {
  const program = machine.start('/usr/bin/python3', [
    'test/emulated-machine/service/one_read_per_request.py',
    ...[node, join(folder, 'idle.json'), folder, name],
  ])
  const [word] = await program.printed(/opened|failed/, 120_000)
  expect(word).toBe('opened')
  return program
}

async function readings(program: Program): Promise<Read[]> {
  const { stdout, stderr } = await program.result
  const lines = stdout
    .split('\n')
    .flatMap((line) => /^(\d+) (\S+) (\S+)$/.exec(line)?.slice(1).map(Number) ?? [])
  const all: Read[] = []
  for (let at = 0; at < lines.length; at += 3) {
    const [number, askedAtMs, stampMs] = lines.slice(at, at + 3) as [number, number, number]
    all.push({ number, askedAtMs, ageMs: askedAtMs - stampMs })
  }
  expect(all, stderr).toHaveLength(CAPTURES)
  return all
}

function figures(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  return `${Math.round(sorted[sorted.length >> 1] as number)}, ${Math.round(sorted.at(-1) as number)}`
}
