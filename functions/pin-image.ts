import { z } from 'zod'
import { catalogueEntry } from './lib/api/capture-models.ts'
import { answer, model } from './lib/api/model.ts'
import { http } from './lib/http.ts'
import { imagePath } from './lib/schemas.ts'

const body = model<{ pinned: boolean }>()(
  'PinChange',
  z.object({ pinned: z.boolean({ error: 'must be true or false' }) }),
)

export const handler = http(
  {
    access: 'capture',
    tag: 'Pictures',
    summary: 'Pin or unpin a picture',
    description: 'Retention never removes a pinned picture.',
    path: imagePath,
    body,
    responses: { 200: { description: 'The changed row.', body: answer(catalogueEntry) } },
    errors: ['NOT_FOUND'],
  },
  async ({ path, body: { pinned }, claims }, { captures }) => ({
    success: true,
    data: await captures.pin(path.filename, pinned, claims?.sub ?? null),
    timestamp: new Date().toISOString(),
  }),
)
