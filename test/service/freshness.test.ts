/** No picture is older than its request: read from the pixels of the stored files, not from the receipt. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { monotonicMs } from '../../runtime/clock.ts'
import { pictureTime } from '../camera/picture-time.ts'
import { bearer, startHere } from '../support/service.ts'

const CAPTURES = 1000

let service: Awaited<ReturnType<typeof startHere>>
beforeAll(async () => {
  service = await startHere({
    CAMERA_SOURCE: 'simulated:fault_stale_queue=4',
    CAMERA_WIDTH: '336',
    CAMERA_HEIGHT: '240',
    CAMERA_FPS: '120',
    STORAGE_RESERVE_MB: '0',
  })
})
afterAll(() => service.stop())

it(`stores only pictures exposed after their request, ${CAPTURES} times, from a camera with a queue of four frames minutes old`, async () => {
  const headers = { ...(await bearer()), 'content-type': 'application/json' }
  const filenames = new Set<string>()
  for (let capture = 0; capture < CAPTURES; capture++) {
    const askedAtMs = monotonicMs()
    const response = await fetch(`${service.address}/api/v1/capture/image`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ sample_no: 'FRESH', format: capture % 2 === 0 ? 'NATIVE' : 'JPEG' }),
    })
    const { data } = (await response.json()) as {
      data: { image_data: { filename: string }; freshness: { frame_age_ms: number } }
    }
    const picture = readFileSync(join(service.folder, data.image_data.filename))
    expect((await pictureTime(picture)).exposedAtMs).toBeGreaterThanOrEqual(Math.floor(askedAtMs))
    expect(data.freshness.frame_age_ms).toBeLessThanOrEqual(0)
    filenames.add(data.image_data.filename)
  }
  expect(filenames.size).toBe(CAPTURES)
}, 300_000)
