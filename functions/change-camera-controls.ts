import { cameraOperations } from './lib/api/camera-operations.ts'
import { http } from './lib/http.ts'

/** Sets controls by name, and answers with the values read back. */
export const handler = http(cameraOperations.changeCameraControls, async ({ body }, { camera }) => {
  const controls = camera.controls()
  const changed = []
  for (const [name, value] of Object.entries(body)) changed.push(await controls.set(name, value))
  return {
    success: true,
    data: { controls: changed, drift: camera.status().drift },
    timestamp: new Date().toISOString(),
  }
})
