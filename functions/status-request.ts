import { serviceStatus as serviceStatusModel } from './lib/api/status-models.ts'
import { serviceStatus } from './lib/status.ts'
import { message } from './lib/websocket.ts'

export const handler = message(
  {
    summary: "Asks for the service's status.",
    answer: 'status_response',
    sends: { status_response: { summary: 'Answers `status_request`.', data: serviceStatusModel } },
  },
  (_input, device) => ({ type: 'status_response', data: serviceStatus(device) }),
)
