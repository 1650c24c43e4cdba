import { calibrationRequest, calibrationResult } from './lib/api/calibration-models.ts'
import { answer } from './lib/api/model.ts'
import { FRAME_ERRORS } from './lib/api/operation.ts'
import { http } from './lib/http.ts'

/** Longer than the filming takes. */
const LIMIT_MS = 40_000

export const handler = http(
  {
    access: 'capture',
    tag: 'Camera',
    summary: 'Measure how late the camera is',
    description:
      'Films the time codes of /calibrate for up to 25 s, and keeps the latency bound for this camera. A screen that shows the page must lie under the camera.',
    body: calibrationRequest,
    responses: {
      200: { description: 'The bound, which holds from now on.', body: answer(calibrationResult) },
    },
    errors: [...FRAME_ERRORS, 'NOT_SUPPORTED_HERE', 'CAPTURE_IN_PROGRESS'],
  },
  async ({ body }, { calibration }) => ({
    success: true,
    data: await calibration.measure({
      uncertaintyMs: body.uncertainty_ms,
      signal: AbortSignal.timeout(LIMIT_MS),
    }),
    timestamp: new Date().toISOString(),
  }),
)
