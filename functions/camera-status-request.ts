import { cameraStatus } from './lib/status.ts'
import { message } from './lib/websocket.ts'

export const handler = message((_input, device) => ({
  type: 'camera_status_response',
  data: cameraStatus(device),
}))
