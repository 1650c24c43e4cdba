import { ServiceError } from '../runtime/errors.ts'
import { message } from './lib/websocket.ts'

const KNOWN = 'ping, status_request, camera_status_request and connection_info_request'

/** Whatever no route knows; the connection stays. */
export const handler = message(({ message: { type } }) => {
  const what =
    typeof type === 'string'
      ? `There is no message type "${type.slice(0, 64)}"`
      : 'A message must be a JSON object with a type'
  throw new ServiceError('VALIDATION_ERROR', `${what}: this service answers ${KNOWN}.`)
})
