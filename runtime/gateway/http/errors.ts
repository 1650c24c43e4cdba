/** Converts refusals by Fastify and Node, before a function runs, to the service's errors. */
import type { Duplex } from 'node:stream'
import { ServiceError, toServiceError } from '../../errors.ts'
import { BODY_LIMIT_BYTES } from './limits.ts'
import { errorReply } from './result.ts'
import { replyOnSocket } from './socket-reply.ts'

/**
 * What reached Fastify's error handler: its own errors become PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, NOT_FOUND and
 * VALIDATION_ERROR; a ServiceError stays as it is.
 */
export function fromFastify(error: unknown): ServiceError {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ServiceError(
      'PAYLOAD_TOO_LARGE',
      `The body is larger than ${BODY_LIMIT_BYTES} bytes; send less.`,
    )
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new ServiceError('UNSUPPORTED_MEDIA_TYPE', 'The Content-Type is malformed; send application/json.')
  }
  if (code === 'FST_ERR_BAD_URL') {
    return new ServiceError('NOT_FOUND', 'The address is malformed: its percent-encoding cannot be read.')
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ServiceError('VALIDATION_ERROR', `The request cannot be read: ${(error as Error).message}.`)
  }
  return toServiceError(error)
}

/** Answers bytes that never became a request, on the bare socket: 400, 408 (too slow) or 431 (headers too large). */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const tooSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
  const malformed = new ServiceError(
    'VALIDATION_ERROR',
    tooSlow ? 'The request took too long to arrive. Send it again.' : 'The request is not valid HTTP/1.1.',
  )
  const statusCode = tooSlow ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
  replyOnSocket(socket, { ...errorReply(malformed), statusCode })
}
