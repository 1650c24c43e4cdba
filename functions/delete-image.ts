import { z } from 'zod'
import { filename } from './lib/api/capture-models.ts'
import { answerWithMessage } from './lib/api/model.ts'
import { http } from './lib/http.ts'
import { imagePath } from './lib/schemas.ts'

export const handler = http(
  {
    access: 'capture',
    tag: 'Pictures',
    summary: 'Delete a picture',
    description: 'Its row stays in the catalogue and says who deleted it.',
    path: imagePath,
    responses: {
      200: {
        description: 'The picture is deleted.',
        body: answerWithMessage(z.object({ filename }), 'Image deleted'),
      },
    },
    errors: ['NOT_FOUND'],
  },
  async ({ path, claims }, { captures }) => {
    await captures.remove(path.filename, claims?.sub ?? null)
    return {
      success: true,
      message: 'Image deleted',
      data: { filename: path.filename },
      timestamp: new Date().toISOString(),
    }
  },
)
