import { timeCodes } from './lib/api/calibration-models.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Camera',
    summary: 'The time codes that the calibration page shows',
    responses: { 200: { description: 'One code for each slot of a cycle.', body: answer(timeCodes) } },
  },
  async (_input, { calibration }) => ({
    success: true,
    data: {
      codes: await calibration.codes(),
      slot_ms: calibration.slotMs,
      camera: calibration.camera(),
    },
    timestamp: new Date().toISOString(),
  }),
)
