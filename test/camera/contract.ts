/** The contract of every driver. Flags say which faults a source can simulate. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wholeJpeg } from '../../runtime/camera/jpeg/structure.ts'
import { toInterleaved } from '../../runtime/camera/pixels.ts'
import type { CameraDriver, CameraSession } from '../../runtime/camera/port.ts'
import { monotonicMs } from '../../runtime/clock.ts'
import { pictureTime } from './picture-time.ts'

export interface DriverUnderTest {
  name: string
  driver(): CameraDriver | Promise<CameraDriver>
  /** The pictures carry the clock of picture-clock.ts. */
  clockInPicture?: boolean
  /** Makes the source go away while the session is open. */
  takeAway?(session: CameraSession): Promise<void>
  /** Several times slower than a desktop. */
  slow?: boolean
  after?(): Promise<void>
}

export function driverContract(under: DriverUnderTest): void {
  const frames = under.slow ? 8 : 25
  const timeoutMs = under.slow ? 60_000 : 20_000
  const soon = () => AbortSignal.timeout(timeoutMs)

  describe(`driver contract: ${under.name}`, () => {
    let session: CameraSession
    beforeAll(async () => {
      session = await (await under.driver()).open(soon())
    }, timeoutMs)
    afterAll(async () => {
      await session.close()
      await under.after?.()
    })
    const frame = (notBeforeMs = monotonicMs()) => session.frame({ notBeforeMs, signal: soon() })

    it('reports the granted format', () => {
      expect(session.granted.width).toBeGreaterThan(0)
      expect(session.granted.height).toBeGreaterThan(0)
      expect(session.granted.fps).toBeGreaterThan(0)
      expect(session.granted.deviceName).not.toBe('')
      expect(session.granted.stableName).not.toBe('')
    })

    it(
      'delivers only whole frames that were exposed after their request, after any pause',
      async () => {
        let lastSequence = -1
        for (let count = 0; count < frames; count++) {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
          const askedAtMs = monotonicMs()
          const taken = await frame(askedAtMs)
          expect(taken.exposedAtMs).toBeGreaterThanOrEqual(askedAtMs)
          expect(taken.sequence).toBeGreaterThan(lastSequence)
          lastSequence = taken.sequence
          expect([taken.width, taken.height]).toEqual([session.granted.width, session.granted.height])
          if (taken.pixelFormat === 'MJPEG') expect(wholeJpeg(taken.data)).not.toBeNull()
          else expect(toInterleaved(taken).length).toBeGreaterThan(0)
          if (under.clockInPicture)
            expect((await pictureTime(taken.data)).exposedAtMs).toBeGreaterThanOrEqual(Math.floor(askedAtMs))
        }
        expect(session.counters.frames).toBeGreaterThan(0)
      },
      timeoutMs * 3,
    )

    it('serves several requests at once, each with its own bytes', async () => {
      const askedAtMs = monotonicMs()
      const all = await Promise.all(Array.from({ length: 5 }, () => frame(askedAtMs)))
      for (const taken of all) expect(taken.exposedAtMs).toBeGreaterThanOrEqual(askedAtMs)
      const [first, second] = all
      if (first && second) {
        const byte = second.data[0]
        first.data[0] = (first.data[0] as number) ^ 0xff
        if (first.sequence === second.sequence) expect(second.data[0]).toBe(byte)
      }
    })

    it('rejects an aborted request with its reason', async () => {
      const aborting = new AbortController()
      const waiting = session.frame({ notBeforeMs: monotonicMs() + 60_000, signal: aborting.signal })
      const reason = new Error('no longer wanted')
      setTimeout(() => aborting.abort(reason), 50)
      await expect(waiting).rejects.toBe(reason)
      await expect(session.frame({ notBeforeMs: 0, signal: aborting.signal })).rejects.toBe(reason)
    })

    it('still delivers frames after an aborted request', async () => {
      expect((await frame()).data.length).toBeGreaterThan(0)
    })

    it(
      'rejects who waits when it is closed, and reports no fault',
      async () => {
        const other = await (await under.driver()).open(soon()).catch((error) => error)
        // A device that only one may open says so, with a sentence.
        if (other instanceof Error) return expect(other).toMatchObject({ code: 'CAMERA_NOT_AVAILABLE' })
        const waiting = other.frame({ notBeforeMs: monotonicMs() + 60_000, signal: soon() })
        const rejected = expect(waiting).rejects.toMatchObject({ code: 'CAMERA_NOT_AVAILABLE' })
        await other.close()
        await other.close()
        await rejected
        await expect(other.frame({ notBeforeMs: 0, signal: soon() })).rejects.toMatchObject({
          code: 'CAMERA_NOT_AVAILABLE',
        })
        expect(await Promise.race([other.ended, Promise.resolve('pending')])).toBe('pending')
      },
      timeoutMs,
    )

    it.runIf(under.takeAway)(
      'reports the fault and rejects who waits when the source goes away',
      async () => {
        const waiting = session.frame({ notBeforeMs: monotonicMs() + 60_000, signal: soon() })
        const rejected = expect(waiting).rejects.toMatchObject({ code: 'CAMERA_NOT_AVAILABLE' })
        await under.takeAway?.(session)
        await rejected
        const fault = await session.ended
        expect(fault.code).toBe('CAMERA_NOT_AVAILABLE')
        expect(fault.message).toMatch(/\w+.*\.$/s)
      },
      timeoutMs,
    )
  })
}
