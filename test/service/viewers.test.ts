/** Many who watch, over HTTP: what the service encodes for them, counted by its own metrics and by the pictures that arrive. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClient } from '../../client/src/index.ts'
import { startProcess, token } from '../support/service.ts'

const WIDTHS_PX = [160, 320]
const VIEWERS_PER_WIDTH = 5
const PICTURES_EACH = 20
/** What was encoded for viewers as they came and went. */
const AT_THE_EDGES = 2 * WIDTHS_PX.length

let service: Awaited<ReturnType<typeof startProcess>>
beforeAll(async () => {
  service = await startProcess()
})
afterAll(async () => {
  await service?.stop()
  service?.remove()
})

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${service.address}/metrics`)).text()
  const line = text.split('\n').find((each) => each.startsWith(`${name} `))
  return Number(line?.slice(name.length + 1))
}

/** The checksums of the pictures that one viewer got: the clock in each makes every frame's different. */
async function watch(w: number): Promise<string[]> {
  const client = createClient({ baseUrl: service.address, token: () => token() })
  const seen: string[] = []
  for await (const { jpeg } of client.view({ w, fps: 30 }, { signal: AbortSignal.timeout(60_000) })) {
    seen.push(createHash('sha256').update(jpeg).digest('hex'))
    if (seen.length === PICTURES_EACH) break
  }
  return seen
}

it('encodes each frame twice for ten viewers at two sizes', async () => {
  const before = {
    encodings: await metric('vision_live_encodings_total'),
    frames: await metric('vision_camera_frames{kind="seen"}'),
  }
  const viewers = WIDTHS_PX.flatMap((width) => Array.from({ length: VIEWERS_PER_WIDTH }, () => watch(width)))
  const pictures = await Promise.all(viewers)
  const encodings = (await metric('vision_live_encodings_total')) - before.encodings
  const frames = (await metric('vision_camera_frames{kind="seen"}')) - before.frames
  const distinct = new Set(pictures.flat()).size

  expect(pictures.flat()).toHaveLength(WIDTHS_PX.length * VIEWERS_PER_WIDTH * PICTURES_EACH)
  // Every viewer saw a picture only once, and no picture was encoded again for another viewer.
  for (const seen of pictures) expect(new Set(seen).size).toBe(PICTURES_EACH)
  expect(encodings).toBeGreaterThanOrEqual(distinct)
  expect(encodings).toBeLessThanOrEqual(distinct + AT_THE_EDGES)
  expect(encodings).toBeLessThanOrEqual(WIDTHS_PX.length * frames + AT_THE_EDGES)
  // Shared in fact: an encoding of its own for every viewer would be a picture for each.
  expect(encodings).toBeLessThan(pictures.flat().length / 2)
})

it('encodes nothing while nobody watches', async () => {
  await expect.poll(() => metric('vision_live_viewers'), { timeout: 10_000 }).toBe(0)
  const before = await metric('vision_live_encodings_total')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await metric('vision_live_encodings_total')).toBe(before)
})
