import { cameraStatus as cameraStatusModel } from './lib/api/status-models.ts'
import { cameraStatus } from './lib/status.ts'
import { message } from './lib/websocket.ts'

export const handler = message(
  {
    summary: "Asks for the camera's status.",
    answer: 'camera_status_response',
    sends: {
      camera_status_response: { summary: 'Answers `camera_status_request`.', data: cameraStatusModel },
    },
  },
  (_input, device) => ({ type: 'camera_status_response', data: cameraStatus(device) }),
)
