import { cameraOperations } from './lib/api/camera-operations.ts'
import { http } from './lib/http.ts'

/** Every control with its range, value and whether an automatic mode rules it. */
export const handler = http(cameraOperations.cameraControls, async (_input, { camera }) => ({
  success: true,
  data: { controls: await camera.controls().list(), drift: camera.status().drift },
  timestamp: new Date().toISOString(),
}))
