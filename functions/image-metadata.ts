import { catalogueEntry } from './lib/api/capture-models.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'
import { imagePath } from './lib/schemas.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Pictures',
    summary: 'Everything that the catalogue knows about a picture',
    path: imagePath,
    responses: { 200: { description: "The picture's row.", body: answer(catalogueEntry) } },
    errors: ['NOT_FOUND'],
  },
  async ({ path }, { captures }) => ({
    success: true,
    data: await captures.entry(path.filename),
    timestamp: new Date().toISOString(),
  }),
)
