/** The HTTP server: Fastify's settings, and what holds for every request whichever function it is for. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { monotonicMs } from '../../clock.ts'
import { ServiceError } from '../../errors.ts'
import type { GatewayLogger } from '../logger.ts'
import type { Cors } from './cors.ts'
import { answerMalformed, fromFastify } from './errors.ts'
import type { FunctionRoute } from './function.ts'
import { BODY_LIMIT_BYTES, MAX_PATH_PARAMETER_LENGTH } from './limits.ts'
import { rateLimit } from './rate-limit.ts'
import { sendError } from './reply.ts'
import { pathOf, sourceIp } from './request-facts.ts'
import { acceptRequestId } from './request-id.ts'
import { addRoutes } from './routes.ts'

/** For every response; a handler's own header of the same name wins. Pictures are shown by pages of other origins. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

export interface HttpOptions {
  routes: FunctionRoute[]
  cors: Cors
  /** 0: no limit. */
  rateLimitPerMinute: number
  logger: GatewayLogger
  /** One line per request at DEBUG. */
  logAccess: boolean
}

/** The server with its routes, not listening yet. */
export function buildHttp({
  routes,
  cors,
  rateLimitPerMinute,
  logger,
  logAccess,
}: HttpOptions): FastifyInstance {
  const prepare = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-request-id', request.id)
    reply.headers(SECURITY_HEADERS)
    reply.headers(cors.headers(request.headers.origin))
  }
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: (request) => acceptRequestId(request.headers['x-request-id']),
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH, querystringParser: () => ({}) },
    forceCloseConnections: 'idle',
    // These come before every hook.
    frameworkErrors: (error, request, reply) => {
      prepare(request, reply)
      sendError(reply, fromFastify(error), logger)
    },
    clientErrorHandler: answerMalformed,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => sendError(reply, fromFastify(error), logger))
  app.setNotFoundHandler((request, reply) => {
    const message = `There is no ${request.method} ${pathOf(request.raw)} here.`
    return sendError(reply, new ServiceError('NOT_FOUND', message), logger)
  })
  const limit = rateLimitPerMinute > 0 ? rateLimit(rateLimitPerMinute, monotonicMs) : undefined
  app.addHook('onRequest', (request, reply, next) => {
    prepare(request, reply)
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      reply.code(204).headers(cors.preflight(request.headers)).send()
      return
    }
    const retryAfterS = limit?.retryAfterS(sourceIp(request.raw), pathOf(request.raw)) ?? 0
    if (retryAfterS === 0) return next()
    const message = `More than ${rateLimitPerMinute} requests in a minute; wait ${retryAfterS} s.`
    sendError(reply, new ServiceError('RATE_LIMITED', message, { retryAfterS }), logger)
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
