/** The HTTP server: Fastify's settings, and the rules for every request. */
import type { IncomingMessage } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { ServiceError } from '../../errors.ts'
import type { TlsPair } from '../../tls/files.ts'
import type { GatewayLogger } from '../logger.ts'
import type { Admission } from './admission.ts'
import { limitConnections } from './connection-limits.ts'
import type { Cors } from './cors.ts'
import { answerMalformed, fromFastify } from './errors.ts'
import type { FunctionRoute } from './function.ts'
import { BODY_LIMIT_BYTES, MAX_PATH_PARAMETER_LENGTH } from './limits.ts'
import { createListener } from './listener.ts'
import { oneAnswerAtATime } from './one-answer-at-a-time.ts'
import { withoutPrefix } from './public-address.ts'
import { sendError } from './reply.ts'
import { pathOf } from './request-facts.ts'
import { acceptRequestId } from './request-id.ts'
import { addRoutes } from './routes.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

declare module 'fastify' {
  interface FastifyInstance {
    admission: Admission
  }
}

export interface HttpOptions {
  routes: FunctionRoute[]
  cors: Cors
  admission: Admission
  /** 0: no limit. */
  maxConnectionsPerAddress: number
  /** null: plain HTTP. */
  tls: TlsPair | null
  /** For Strict-Transport-Security (RFC 6797); 0: no such header. */
  hstsMaxAgeS: number
  logger: GatewayLogger
  /** One line per request at DEBUG. */
  logAccess: boolean
}

/** The server with its routes, not listening yet. */
export function buildHttp({
  routes,
  cors,
  admission,
  maxConnectionsPerAddress,
  tls,
  hstsMaxAgeS,
  logger,
  logAccess,
}: HttpOptions): FastifyInstance {
  const hsts = hstsMaxAgeS > 0 ? { 'strict-transport-security': `max-age=${hstsMaxAgeS}` } : {}
  const prepare = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-request-id', request.id)
    reply.headers(SECURITY_HEADERS).headers(hsts)
    reply.headers(cors.headers(request.headers.origin))
  }
  const app = Fastify({
    logger: false,
    serverFactory: (listener, options) => {
      const server = createListener(options, tls, oneAnswerAtATime(listener))
      // Without a listener of its own a server would break off at the first error that is not HTTP.
      server.on('clientError', answerMalformed)
      limitConnections(server, maxConnectionsPerAddress, admission.isTrusted, (address) =>
        admission.clientLog.warn(
          'A client has too many connections. MAX_CONNECTIONS_PER_ADDRESS sets the limit.',
          {
            source_ip: address,
          },
        ),
      )
      return server
    },
    rewriteUrl: (request: IncomingMessage) =>
      withoutPrefix(request.url ?? '/', admission.publicAddressOf(request).prefix),
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: (request) => acceptRequestId(request.headers['x-request-id']),
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH, querystringParser: () => ({}) },
    forceCloseConnections: 'idle',
    // These come before every hook.
    frameworkErrors: (error, request, reply) => {
      prepare(request, reply)
      sendError(reply, fromFastify(error))
    },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => sendError(reply, fromFastify(error)))
  app.setNotFoundHandler((request, reply) => {
    const message = `There is no ${request.method} ${pathOf(request.raw)} here.`
    return sendError(reply, new ServiceError('NOT_FOUND', message))
  })
  app.decorate('admission', admission)
  app.addHook('onRequest', (request, reply, next) => {
    prepare(request, reply)
    const refusal = admission.refusalOf(request.raw, request.routeOptions.url)
    if (refusal !== undefined) {
      if (refusal.code === 'FORBIDDEN') admission.auditRefusal(request.raw, refusal)
      sendError(reply, refusal)
      return
    }
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      reply.code(204).headers(cors.preflight(request.headers)).send()
      return
    }
    next()
  })
  if (logAccess) logAnswers(app, logger)
  addRoutes(app, routes, logger)
  return app
}

function logAnswers(app: FastifyInstance, logger: GatewayLogger): void {
  app.addHook('onResponse', (request, reply, next) => {
    logger.debug('Answered', {
      request_id: request.id,
      method: request.method,
      path: pathOf(request.raw),
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
    })
    next()
  })
}
