import { setTimeout as delay } from 'node:timers/promises'
import type { Camera, Frame } from '../../../runtime/camera/port.ts'
import { monotonicMs } from '../../../runtime/clock.ts'

const TRIES = 60
const PAUSE_MS = 500

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
