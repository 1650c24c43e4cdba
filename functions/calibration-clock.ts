import { calibrationClock } from './lib/api/calibration-models.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Camera',
    summary: 'The clock of the time codes',
    responses: { 200: { description: 'The time now.', body: answer(calibrationClock) } },
  },
  (_input, { calibration }) => ({
    success: true,
    data: { now_ms: calibration.nowMs() },
    timestamp: new Date().toISOString(),
  }),
)
