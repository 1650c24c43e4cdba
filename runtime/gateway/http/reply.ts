/** Writes replies through Fastify. */
import type { FastifyReply } from 'fastify'
import type { ServiceError } from '../../errors.ts'
import { pathOf } from './request-facts.ts'
import { errorReply, type HttpReply } from './result.ts'

/** Sends a reply beside the headers that every response has. A client that is refused often waits for it. */
export function sendReply(
  reply: FastifyReply,
  { statusCode, headers, cookies, body }: HttpReply,
): FastifyReply {
  reply.code(statusCode).headers(headers)
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  const pause = reply.server.admission.noteStatus(reply.request.raw, statusCode)
  if (pause === undefined) return reply.send(body)
  void pause.then(() => reply.send(body))
  return reply
}

/** Sends an error, and logs it with its cause where the service is at fault; `functionName` says whose error it is. */
export function sendError(reply: FastifyReply, error: ServiceError, functionName?: string): FastifyReply {
  const answer = errorReply(error)
  if (answer.statusCode >= 500) {
    const { clientLog, clientOf } = reply.server.admission
    clientLog.error('A request failed', {
      source_ip: clientOf(reply.request.raw),
      request_id: reply.request.id,
      code: error.code,
      path: pathOf(reply.request.raw),
      ...(functionName === undefined ? {} : { function: functionName }),
      error: (error.cause as Error | undefined) ?? error,
    })
  }
  return sendReply(reply, answer)
}
