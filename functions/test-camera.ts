import { monotonicMs } from '../runtime/clock.ts'
import type { Device } from '../runtime/device/device.ts'
import { captureTimeout } from '../runtime/errors.ts'
import { captureOperations } from './lib/api/capture-operations.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'

/** Long enough for a slow camera; a test that waits for CAPTURE_TIMEOUT would look hung. */
const TEST_TIMEOUT_MS = 5_000

/** Takes one fresh frame and throws it away. Throws what a capture would. */
export async function testCamera({ requestedAtMs }: Input, { camera, captures, config }: Device) {
  const timeout = AbortSignal.timeout(TEST_TIMEOUT_MS)
  const sentence = () => `The camera gave no fresh frame in ${TEST_TIMEOUT_MS / 1000} s.`
  const frame = await camera
    .frame({ notBeforeMs: requestedAtMs, signal: timeout })
    .catch(captureTimeout(timeout, sentence))
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
        granted: camera.status().granted,
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

export const handler = http(captureOperations.testCamera, testCamera)
