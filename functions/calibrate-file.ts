import { z } from 'zod'
import { readCalibrationFile } from './lib/calibrate/files.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

export const handler = http(
  {
    access: 'public',
    tag: 'Camera',
    summary: "The calibration page's own files",
    path: z.object({ file: z.string().meta({ example: 'page.js' }) }),
    responses: { 200: { description: 'The file.', body: ['text/javascript', 'text/css'] } },
    errors: ['NOT_FOUND'],
  },
  async ({ path }) => {
    const { bytes, contentType } = await readCalibrationFile(path.file)
    return new Reply(200, bytes, { 'content-type': contentType, 'cache-control': 'no-cache' })
  },
)
