import { serviceStatus } from './lib/status.ts'
import { message } from './lib/websocket.ts'

export const handler = message((_input, device) => ({ type: 'status_response', data: serviceStatus(device) }))
