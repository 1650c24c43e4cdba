import { z } from 'zod'
import { bodySchemas, fieldOptions } from '../runtime/device/capture-fields.ts'
import type { CatalogueEntry, Correction } from '../runtime/device/captures.ts'
import type { Device } from '../runtime/device/device.ts'
import { freeText } from '../runtime/device/identifier.ts'
import { unfitRequest } from '../runtime/errors.ts'
import { catalogueEntry } from './lib/api/capture-models.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'
import type { Input } from './lib/http-input.ts'
import { checkSampleNo } from './lib/sample-pattern.ts'
import { imagePath } from './lib/schemas.ts'

const corrections = z.object(bodySchemas()).partial()
const imageChange = corrections
  .extend({
    pinned: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .meta({ description: 'Retention never removes a pinned picture.' }),
    reason: freeText
      .min(1, 'must not be empty')
      .max(500, 'must have at most 500 characters')
      .optional()
      .meta({
        description: 'Why the fields are corrected. Required with each correction.',
        example: 'The wrong label was scanned.',
      }),
  })
  .meta({ id: 'ImageChange' })

type ChangeInput = Input<z.output<typeof imageChange>, z.output<typeof imagePath>>

/** Corrects what was entered for a picture, and pins or unpins it. Throws VALIDATION_ERROR where a correction has no reason. */
export async function changeImage(
  { path, body, claims }: ChangeInput,
  { captures, connections, config }: Device,
): Promise<CatalogueEntry> {
  const { pinned, reason, ...fields } = body
  const correction = toCorrection(fields)
  const corrects = Object.keys(correction).length > 0
  if (!corrects && pinned === undefined)
    throw unfitRequest([{ path: 'body', message: 'must have pinned or a field to correct' }])
  if (corrects && reason === undefined)
    throw unfitRequest([{ path: 'body.reason', message: 'is required with a correction' }])
  if (correction.sample_no !== undefined) checkSampleNo(correction.sample_no, config)
  const by = claims?.sub ?? null
  let entry: CatalogueEntry | undefined
  if (corrects && reason !== undefined) entry = await captures.correct(path.filename, correction, reason, by)
  if (pinned !== undefined) entry = await captures.pin(path.filename, pinned, by)
  const data = { change: 'edited' as const, filename: path.filename }
  connections.broadcast({ type: 'images_changed', data }, ['capture'])
  return entry as CatalogueEntry
}

/** The fields that the caller sent; null empties one. */
function toCorrection(fields: z.output<typeof corrections>): Correction {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    sent.map(([name, value]) => [name, value ?? fieldOptions(name as keyof Correction).body?.absent]),
  )
}

export const handler = http(
  {
    access: 'capture',
    tag: 'Pictures',
    summary: 'Correct, pin or unpin a picture',
    description:
      'A correction changes the catalogue and needs a reason. The hash chain keeps the values before and after. The file keeps its name and its bytes, with the facts that were entered first.',
    path: imagePath,
    body: imageChange,
    responses: { 200: { description: 'The changed row.', body: answer(catalogueEntry) } },
    errors: ['NOT_FOUND'],
  },
  async (input, device) => ({
    success: true,
    data: await changeImage(input, device),
    timestamp: new Date().toISOString(),
  }),
)
