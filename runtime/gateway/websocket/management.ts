/** API Gateway's @connections API on the device, for callers on the same host only. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Sockets } from '../../connections/sockets.ts'
import { MAX_MESSAGE_BYTES } from '../http/limits.ts'
import type { Client } from './client.ts'

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i
const LOOPBACK = /^(::ffff:)?127\.|^::1$/

/**
 * POST, GET and DELETE /@connections/{connectionId}, as `@aws-sdk/client-apigatewaymanagementapi` calls them. To a caller
 * from another host, through a proxy or in a browser the routes are absent.
 */
export function serveManagement(app: FastifyInstance, sockets: Sockets<Client>): void {
  type Route = { Params: { connectionId: string }; Body: Buffer | undefined }
  const options = {
    bodyLimit: MAX_MESSAGE_BYTES * 2,
    preHandler: (request: FastifyRequest, reply: FastifyReply, next: () => void) =>
      isOnHost(request) ? next() : reply.callNotFound(),
  }

  app.post<Route>('/@connections/:connectionId', options, (request, reply) => {
    const { connectionId } = request.params
    const body = request.body ?? Buffer.alloc(0)
    if (body.length > MAX_MESSAGE_BYTES) {
      return exception(
        reply,
        413,
        'PayloadTooLargeException',
        `A message has at most ${MAX_MESSAGE_BYTES} bytes.`,
      )
    }
    if (sockets.client(connectionId) === undefined || sockets.send(connectionId, body) === false) {
      return gone(reply)
    }
    return reply.code(200).send()
  })

  app.get<Route>('/@connections/:connectionId', options, (request, reply) => {
    const client = sockets.client(request.params.connectionId)
    if (client === undefined) return gone(reply)
    return reply.send({
      connectedAt: new Date(client.connectedAtMs).toISOString(),
      identity: { sourceIp: client.sourceIp, userAgent: client.headers['user-agent'] ?? '' },
      lastActiveAt: new Date(client.lastActiveAtMs).toISOString(),
    })
  })

  app.delete<Route>('/@connections/:connectionId', options, (request, reply) => {
    const client = sockets.client(request.params.connectionId)
    if (client === undefined) return gone(reply)
    client.socket.close(1000, 'Closed by the service')
    return reply.code(204).send()
  })
}

/** A page in a browser on the host sends Origin; a proxy on the host sends X-Forwarded-For. */
function isOnHost(request: FastifyRequest): boolean {
  const { 'x-forwarded-for': forwarded, forwarded: forwardedToo, origin } = request.headers
  if (forwarded !== undefined || forwardedToo !== undefined || origin !== undefined) return false
  // A proxy on this host may add no header of its own, but it rarely asks by this name.
  if (!LOOPBACK_HOST.test(request.headers.host ?? 'localhost')) return false
  return LOOPBACK.test(request.socket.remoteAddress ?? '')
}

function gone(reply: FastifyReply): FastifyReply {
  return exception(reply, 410, 'GoneException', 'The client is not connected any more.')
}

function exception(reply: FastifyReply, status: number, type: string, message: string): FastifyReply {
  return reply.code(status).header('x-amzn-errortype', type).send({ message })
}
