import type { Camera, Frame } from '../camera/port.ts'
import { captureTimeout } from '../errors.ts'
import { frameAgeSeconds } from '../metrics.ts'

/**
 * The first frame exposed after `requestedAtMs` (monotonic clock). Throws CAPTURE_TIMEOUT where none came within `timeoutMs`,
 * and the codes of the camera.
 */
export async function freshFrame(
  camera: Camera,
  requestedAtMs: number,
  timeoutMs: number,
  abandoned: AbortSignal,
): Promise<Frame> {
  const timeout = AbortSignal.timeout(timeoutMs)
  const sentence = () => {
    const { errorMessage } = camera.status()
    return `The camera gave no frame within ${timeoutMs / 1000} s (CAPTURE_TIMEOUT)${errorMessage === null ? '; check its cable and power.' : `: ${errorMessage}`}`
  }
  const frame = await camera
    .frame({ notBeforeMs: requestedAtMs, signal: AbortSignal.any([timeout, abandoned]) })
    .catch(captureTimeout(timeout, sentence))
  frameAgeSeconds.observe((frame.exposedAtMs - requestedAtMs) / 1000)
  return frame
}
