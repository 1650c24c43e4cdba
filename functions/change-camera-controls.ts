import { z } from 'zod'
import { toControl, withDeprecatedReadOnly } from '../runtime/device/camera.ts'
import { CONTROL_ERRORS, controls } from './lib/api/camera-models.ts'
import { answer, model } from './lib/api/model.ts'
import { http } from './lib/http.ts'

const body = model<Record<string, number>>()(
  'ControlValues',
  z
    .record(
      z.string().regex(/^[a-z][a-z0-9_]*$/, 'is not a valid name of a control'),
      z.number({ error: 'must be a number' }),
    )
    .refine((values) => Object.keys(values).length > 0, 'must name a control, as in {"exposure_us": 20000}')
    .meta({ minProperties: 1, example: { exposure_us: 20_000 } }),
)

export const handler = http(
  {
    access: 'capture',
    tag: 'Camera',
    summary: 'Set controls by name',
    description: 'Switches off an automatic mode that sets the same control.',
    body,
    responses: {
      200: { description: 'The changed controls, with the values read back.', body: answer(controls) },
    },
    errors: CONTROL_ERRORS,
  },
  async ({ body: values }, { camera }) => {
    const port = camera.controls()
    const changed = []
    for (const [name, value] of Object.entries(values)) changed.push(await port.set(name, value))
    return {
      success: true,
      data: { controls: changed.map(toControl).map(withDeprecatedReadOnly), drift: camera.status().drift },
      timestamp: new Date().toISOString(),
    }
  },
)
