/** The GenICam driver against a camera whose clock can be latched. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { genicamDriver } from '../../../runtime/camera/genicam/driver.ts'
import type { CameraSession } from '../../../runtime/camera/port.ts'
import { monotonicMs } from '../../../runtime/clock.ts'
import { driverContract } from '../contract.ts'
import { CLOCKED_ADDRESS, relayWithClock } from './clocked-camera.ts'
import { type FakeCamera, startFakeCamera } from './fake-camera.ts'

const driver = () =>
  genicamDriver({
    device: CLOCKED_ADDRESS,
    width: 512,
    height: 384,
    fps: 25,
    pixelFormat: 'GREY',
    packetSizeBytes: 8_000,
  })

describe('a camera with a clock', () => {
  let fake: FakeCamera
  let relay: { close(): void }
  beforeAll(async () => {
    fake = await startFakeCamera('VCS02')
    relay = await relayWithClock()
  })
  afterAll(async () => {
    await fake.kill()
    relay.close()
  })

  describe('its frames', () => {
    let session: CameraSession
    beforeAll(async () => {
      session = await driver().open(AbortSignal.timeout(20_000))
      await session.controls?.set('exposure_us', 10_000)
    })
    afterAll(() => session.close())

    it('are stamped with when their exposure can have begun at the earliest, by the camera’s clock', async () => {
      for (let count = 0; count < 30; count++) {
        const askedAtMs = monotonicMs()
        const frame = await session.frame({ notBeforeMs: askedAtMs, signal: AbortSignal.timeout(20_000) })
        expect(frame.clock).toBe('kernel')
        expect(frame.exposedAtMs).toBeGreaterThanOrEqual(askedAtMs)
        // The exposure of 10 ms is over, since the frame is here.
        expect(frame.exposedAtMs + 10).toBeLessThanOrEqual(monotonicMs())
      }
    })
  })

  driverContract({ name: 'genicam with a clock', driver, takeAway: () => fake.kill() })
})
