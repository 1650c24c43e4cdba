import { discovery } from './lib/api/camera-models.ts'
import { answer } from './lib/api/model.ts'
import { http } from './lib/http.ts'

export const handler = http(
  {
    access: 'read',
    tag: 'Camera',
    summary: 'Every camera that the machine can reach',
    description:
      'Each with the value for CAMERA_SOURCE, its formats, and the programs that use it. Takes a second or two.',
    responses: { 200: { description: 'The cameras that were found.', body: answer(discovery) } },
  },
  async (_input, device) => ({
    success: true,
    data: await device.discoverCameras(),
    timestamp: new Date().toISOString(),
  }),
)
