import { cameraOperations } from './lib/api/camera-operations.ts'
import { http } from './lib/http.ts'

/** Every camera that the machine can reach, with what to put into CAMERA_SOURCE, its formats, and who holds it. */
export const handler = http(cameraOperations.listCameras, async (_input, device) => ({
  success: true,
  data: await device.discoverCameras(),
  timestamp: new Date().toISOString(),
}))
