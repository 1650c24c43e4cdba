import type { Camera, Frame } from '../camera/port.ts'
import { captureTimeout } from '../errors.ts'
import { frameWaitSeconds } from '../metrics.ts'

export interface FrameDeadline {
  /** The first frame exposed at or after `notBeforeMs` (monotonic clock). Throws CAPTURE_TIMEOUT, and the codes of the camera. */
  frame(notBeforeMs: number): Promise<Frame>
  over(): boolean
}

/** Frames for one capture, within `timeoutMs` in all. */
export function frameDeadline(camera: Camera, timeoutMs: number, abandoned: AbortSignal): FrameDeadline {
  const timeout = AbortSignal.timeout(timeoutMs)
  const sentence = () => {
    const { errorMessage } = camera.status()
    return `The camera gave no frame within ${timeoutMs / 1000} s (CAPTURE_TIMEOUT)${errorMessage === null ? '. Check its cable and power.' : `: ${errorMessage}`}`
  }
  return {
    async frame(notBeforeMs) {
      const frame = await camera
        .frame({ notBeforeMs, signal: AbortSignal.any([timeout, abandoned]) })
        .catch(captureTimeout(timeout, sentence))
      frameWaitSeconds.observe((frame.exposedAtMs - notBeforeMs) / 1000)
      return frame
    },
    over: () => timeout.aborted,
  }
}
