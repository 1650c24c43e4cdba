import { monotonicMs } from '../runtime/clock.ts'
import { toGranted, withDeprecatedNames } from '../runtime/device/camera.ts'
import type { Device } from '../runtime/device/device.ts'
import { captureTimeout } from '../runtime/errors.ts'
import { cameraTest } from './lib/api/camera-models.ts'
import { answerWithMessage } from './lib/api/model.ts'
import { FRAME_ERRORS } from './lib/api/operation.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'

/** Long enough for a slow camera. A test that waits for CAPTURE_TIMEOUT would look as if it hangs. */
const TEST_TIMEOUT_MS = 5_000

/** Takes one fresh frame and throws it away. Throws the same codes as a capture. */
export async function testCamera({ requestedAtMs }: Input, { camera, captures, config }: Device) {
  const timeout = AbortSignal.timeout(TEST_TIMEOUT_MS)
  const sentence = () => `The camera delivered no fresh frame within ${TEST_TIMEOUT_MS / 1000} s.`
  const frame = await camera
    .frame({ notBeforeMs: requestedAtMs, signal: timeout })
    .catch(captureTimeout(timeout, sentence))
  const { granted } = camera.status()
  return {
    success: true,
    message: 'Camera test successful',
    data: {
      camera_status: 'working',
      device_info: {
        device_id: config.camera.deviceId,
        configured_resolution: `${config.camera.width}x${config.camera.height}`,
        configured_fps: config.camera.fps,
        is_initialized: true,
        is_capturing: captures.capturing,
        granted: granted && withDeprecatedNames(toGranted(granted)),
      },
      frame: {
        width: frame.width,
        height: frame.height,
        sequence: frame.sequence,
        clock: frame.clock,
        waited_ms: Math.round(monotonicMs() - requestedAtMs),
      },
    },
    timestamp: new Date().toISOString(),
  }
}

export const handler = http(
  {
    access: 'capture',
    tag: 'Captures',
    summary: 'Take one fresh frame and throw it away',
    responses: {
      200: {
        description: 'The camera works.',
        body: answerWithMessage(cameraTest, 'Camera test successful'),
      },
    },
    errors: [...FRAME_ERRORS],
  },
  testCamera,
)
