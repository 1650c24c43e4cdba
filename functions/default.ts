import { z } from 'zod'
import { ServiceError } from '../runtime/errors.ts'
import { errorCode } from './lib/api/capture-models.ts'
import { message } from './lib/websocket.ts'

const KNOWN = 'ping, status_request, camera_status_request and connection_info_request'

const error = z.object({
  code: errorCode,
  message: z.string().meta({ example: `The message type "hello" is not known. Use ${KNOWN}.` }),
})

/** Every message that no other route takes. The connection stays open. */
export const handler = message(
  {
    summary: 'A message of any other type.',
    answer: 'error',
    sends: {
      error: {
        summary: 'Answers a message that could not be read or handled. The connection stays open.',
        data: error,
      },
    },
  },
  ({ message: { type } }) => {
    const problem =
      typeof type === 'string'
        ? `The message type "${type.slice(0, 64)}" is not known`
        : 'A message must be a JSON object with a type'
    throw new ServiceError('VALIDATION_ERROR', `${problem}. Use ${KNOWN}.`)
  },
)
