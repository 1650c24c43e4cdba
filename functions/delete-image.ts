import { z } from 'zod'
import { filename, imagesChanged } from './lib/api/capture-models.ts'
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
    sends: {
      images_changed: {
        summary: 'Stored pictures were deleted, edited or expired.',
        data: imagesChanged,
        channels: ['capture'],
      },
    },
  },
  async ({ path, claims }, { captures, connections }) => {
    await captures.remove(path.filename, claims?.sub ?? null)
    const data = { change: 'deleted' as const, filename: path.filename }
    connections.broadcast({ type: 'images_changed', data }, ['capture'])
    return {
      success: true,
      message: 'Image deleted',
      data: { filename: path.filename },
      timestamp: new Date().toISOString(),
    }
  },
)
