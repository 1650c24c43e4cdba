/** Supervised cameras as the tests in the machine use them. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Camera, CameraDriver, Frame } from '../../../runtime/camera/port.ts'
import { type SupervisedCamera, superviseCamera } from '../../../runtime/camera/supervision/supervise.ts'
import { listIdentities } from '../../../runtime/camera/v4l2/identity.ts'
import { monotonicMs } from '../../../runtime/clock.ts'

const TRIES = 60
const PAUSE_MS = 500

/** Started, and closed at the end of the block that uses it. */
export function runningCamera(
  driver: CameraDriver,
  controls: Record<string, number> = {},
): SupervisedCamera & AsyncDisposable {
  const camera = superviseCamera(driver, { warmupFrames: 1, controls })
  camera.start()
  return { ...camera, [Symbol.asyncDispose]: () => camera.close() }
}

/** A frame exposed from now on, however long the opening of the camera takes; the last refusal where none comes. */
export async function freshFrame(camera: Camera): Promise<Frame> {
  for (let tries = 1; ; tries++) {
    try {
      return await camera.frame({ notBeforeMs: monotonicMs(), signal: AbortSignal.timeout(30_000) })
    } catch (error) {
      if (tries === TRIES) throw error
      await delay(PAUSE_MS)
    }
  }
}

/** The capture node (`/dev/video1`) of a software webcam, undefined while the kernel has none. */
export function nodeOf(camera: string): string | undefined {
  return listIdentities().find(({ name, index }) => name === `Software webcam ${camera}` && index === 0)?.node
}
