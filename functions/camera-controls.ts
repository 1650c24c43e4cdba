import { toControl, withDeprecatedReadOnly } from '../runtime/device/camera.ts'
import { CONTROL_ERRORS, controls } from './lib/api/camera-models.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Camera',
    summary: "The camera's controls",
    responses: {
      200: {
        description: 'Each control with its range, its value, and whether an automatic mode sets it.',
        body: answer(controls),
      },
    },
    errors: CONTROL_ERRORS,
  },
  async (_input, { camera }) => ({
    success: true,
    data: {
      controls: (await camera.controls().list()).map(toControl).map(withDeprecatedReadOnly),
      drift: camera.status().drift,
    },
    timestamp: new Date().toISOString(),
  }),
)
