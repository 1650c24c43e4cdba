/** The bound of the calibration page in place of the driver's own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { calibratedDriver } from '../../runtime/camera/calibrated-driver.ts'
import { calibrationKey, MeasuredLatencies } from '../../runtime/camera/measured-latencies.ts'
import type { CameraDriver, CameraSession, Frame, LatencySource } from '../../runtime/camera/port.ts'

const folder = mkdtempSync(join(tmpdir(), 'calibrated-'))
afterAll(() => rmSync(folder, { recursive: true }))
const GRANTED = {
  width: 4,
  height: 4,
  fps: 10,
  pixelFormat: 'GREY',
  deviceName: 'Fake',
  stableName: 'fake',
} as const

/** A source with a frame at each of `stampsMs`, from which it takes off its own bound. */
function source(
  stampsMs: number[],
  ownBoundMs = 500,
  latencySource: LatencySource = 'assumed',
): CameraDriver {
  const left = [...stampsMs]
  const session: Partial<CameraSession> = {
    granted: GRANTED,
    async frame({ notBeforeMs }) {
      for (let stampMs = left.shift(); stampMs !== undefined; stampMs = left.shift()) {
        const exposedAtMs = stampMs - ownBoundMs
        if (exposedAtMs >= notBeforeMs)
          return { exposedAtMs, latencyBoundMs: ownBoundMs, latencySource, clock: 'arrival' } as Frame
      }
      throw new Error('no frame is left')
    },
    close: async () => {},
  }
  return { kind: 'fake', open: async () => session as CameraSession }
}
const calibrated = (boundMs: number) => {
  const kept = new MeasuredLatencies(join(folder, `${Math.random()}.json`))
  kept.set(calibrationKey(GRANTED), { bound_ms: boundMs, measured_at: new Date(0).toISOString() })
  return kept
}
const { signal } = new AbortController()

it('brings an earlier frame where the bound is shorter', async () => {
  const session = await calibratedDriver(source([10_000, 10_600, 10_700]), calibrated(100)).open(signal)
  await session.frame({ notBeforeMs: Number.NEGATIVE_INFINITY, signal })
  const frame = await session.frame({ notBeforeMs: 10_450, signal })
  expect(frame).toMatchObject({ exposedAtMs: 10_500, latencyBoundMs: 100, latencySource: 'measured' })
})

it('waits for a later frame where the bound is longer, for the first frame too', async () => {
  const session = await calibratedDriver(source([10_000, 10_600, 11_000]), calibrated(900)).open(signal)
  const frame = await session.frame({ notBeforeMs: 10_050, signal })
  expect(frame.exposedAtMs).toBe(11_000 - 900)
})

it('leaves a camera alone that times its exposures itself', async () => {
  const driver = source([10_000, 10_600, 10_700], 20, 'device_clock')
  const session = await calibratedDriver(driver, calibrated(1)).open(signal)
  expect(await session.frame({ notBeforeMs: 0, signal })).toMatchObject({ latencyBoundMs: 20 })
})
