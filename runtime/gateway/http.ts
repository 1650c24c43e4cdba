/** Fastify in front of the functions: request to event, result to reply. */
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { monotonicMs } from '../clock.ts'
import { ServiceError, toServiceError } from '../errors.ts'
import { InvocationContext } from './context.ts'
import type { Cors } from './cors.ts'
import { errorBody, statusOf } from './error-body.ts'
import { handlerTimeout, invoke, type LoadedFunction } from './handlers.ts'
import { httpEvent } from './http-event.ts'
import { type HttpReply, httpReply } from './http-result.ts'
import type { GatewayLogger } from './logger.ts'
import { rateLimit } from './rate-limit.ts'
import { requestIdOf } from './request-id.ts'
import type { FunctionEntry, HttpRoute } from './routes.ts'
import { HttpStream, isStreaming } from './streaming.ts'

/** Far above any body the API takes, and little enough to hold in memory for every client. */
export const BODY_LIMIT_BYTES = 1024 * 1024
const MAX_PATH_PARAMETER_LENGTH = 1024
const JSON_TYPE = 'application/json; charset=utf-8'
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** For every response; a handler's own header of the same name wins. Pictures are shown by pages of other origins. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

export interface HttpOptions {
  routes: HttpRoute[]
  functions: Map<FunctionEntry, LoadedFunction>
  cors: Cors
  /** 0: no limit. */
  rateLimitPerMinute: number
  logger: GatewayLogger
  /** One line per request at DEBUG. */
  logAccess: boolean
}

/** The server, not listening yet. */
export function buildHttp(options: HttpOptions): FastifyInstance {
  const { logger } = options
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH, querystringParser: () => ({}) },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      prepare(request, reply)
      sendError(reply, fromFramework(error), logger)
    },
    clientErrorHandler: answerMalformed,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => sendError(reply, fromFramework(error), logger))
  app.setNotFoundHandler((request, reply) =>
    sendError(
      reply,
      new ServiceError('NOT_FOUND', `There is no ${request.method} ${pathOf(request)} here.`),
      logger,
    ),
  )

  const limit =
    options.rateLimitPerMinute > 0 ? rateLimit(options.rateLimitPerMinute, monotonicMs) : undefined
  const prepare = (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('x-request-id', request.id)
    reply.headers(SECURITY_HEADERS)
    reply.headers(options.cors.headers(request.headers.origin))
  }
  app.addHook('onRequest', (request, reply, next) => {
    prepare(request, reply)
    if (request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined) {
      reply.code(204).headers(options.cors.preflight(request.headers)).send()
      return
    }
    const retryAfterS = limit?.retryAfterS(sourceIp(request), pathOf(request)) ?? 0
    if (retryAfterS > 0) {
      const message = `More than ${options.rateLimitPerMinute} requests in a minute; wait ${retryAfterS} s.`
      sendError(reply, new ServiceError('RATE_LIMITED', message, { retryAfterS }), logger)
      return
    }
    next()
  })
  if (options.logAccess) {
    app.addHook('onResponse', (request, reply, next) => {
      logger.debug('Answered', {
        request_id: request.id,
        method: request.method,
        path: pathOf(request),
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      })
      next()
    })
  }
  addRoutes(app, options)
  return app
}

function addRoutes(app: FastifyInstance, { routes, functions, logger }: HttpOptions): void {
  const allowed = new Map<string, string[]>()
  // Named methods first, so that `*` takes what is left of a path.
  for (const route of routes.toSorted((a, b) => Number(a.method === '*') - Number(b.method === '*'))) {
    const url =
      route.path === '*' ? '*' : route.path.replace(/\{[^}]+\+\}/g, '*').replace(/\{([^}]+)\}/g, ':$1')
    const fn = functions.get(route.entry)
    if (fn === undefined) continue
    const taken = allowed.get(url) ?? []
    const methods =
      route.method === '*' ? METHODS.filter((method) => !taken.includes(method)) : [route.method]
    if (methods.length === 0) continue
    allowed.set(url, [...taken, ...methods])
    const routeKey =
      route.path === '*' ? '$default' : `${route.method === '*' ? 'ANY' : route.method} ${route.path}`
    const proxyName = /\{([^}]+)\+\}/.exec(route.path)?.[1]
    app.route({ method: methods, url, handler: serve(fn, routeKey, proxyName, logger) })
  }
  for (const [url, taken] of allowed) {
    const others = METHODS.filter((method) => !taken.includes(method))
    const allow = (taken.includes('GET') ? ['HEAD', ...taken] : taken).join(', ')
    if (others.length === 0) continue
    app.route({
      method: others,
      url,
      handler: (request, reply) => {
        reply.header('allow', allow)
        const message = `${request.method} is not possible here; this address takes ${allow}.`
        return sendError(reply, new ServiceError('METHOD_NOT_ALLOWED', message), logger)
      },
    })
  }
}

function serve(fn: LoadedFunction, routeKey: string, proxyName: string | undefined, logger: GatewayLogger) {
  const hasParameters = routeKey.includes('{')
  const streaming = isStreaming(fn.handler)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const event = httpEvent({
      routeKey,
      method: request.method,
      url: request.raw.url ?? '/',
      headers: request.headers,
      pathParameters: hasParameters ? pathParameters(request.params, proxyName) : undefined,
      body: request.body as Buffer | undefined,
      sourceIp: sourceIp(request),
      protocol: `HTTP/${request.raw.httpVersion}`,
      requestId: request.id,
      timeEpochMs: Date.now(),
    })
    const context = new InvocationContext(fn, request.id)
    if (streaming) return stream(fn, event, context, request, reply, logger)
    try {
      return send(reply, httpReply(await invoke(fn, event, context)))
    } catch (error) {
      return sendError(reply, toServiceError(error), logger, fn.name)
    }
  }
}

/** `timeout` limits the time until the response begins; a live view may then last as long as its client. */
async function stream(
  fn: LoadedFunction,
  event: unknown,
  context: InvocationContext,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: GatewayLogger,
): Promise<FastifyReply> {
  const body = new HttpStream(reply.raw, ({ headers, cookies }) => {
    reply.hijack()
    clearTimeout(timer)
    for (const name in headers) reply.header(name, headers[name])
    if (cookies !== undefined && cookies.length > 0) reply.header('set-cookie', cookies)
    return reply.getHeaders() as Record<string, string | string[]>
  })
  const fail = (error: unknown) => {
    clearTimeout(timer)
    if (!body.begun && !reply.sent && !reply.raw.destroyed) {
      sendError(reply, toServiceError(error), logger, fn.name)
      body.destroy()
      return
    }
    const facts = { function: fn.name, request_id: request.id, error: error as Error }
    if (reply.raw.destroyed || body.destroyed) logger.debug('A stream ended with its client', facts)
    else logger.error('A stream broke', facts)
    body.destroy()
  }
  const timer = setTimeout(() => fail(handlerTimeout(fn)), fn.timeoutMs)
  try {
    await fn.handler(event, body, context)
    if (!body.destroyed && !body.writableEnded) body.end()
  } catch (error) {
    fail(error)
  }
  clearTimeout(timer)
  return reply
}

function send(reply: FastifyReply, { statusCode, headers, cookies, body }: HttpReply): FastifyReply {
  reply.code(statusCode).headers(headers)
  if (cookies.length > 0) reply.header('set-cookie', cookies)
  return reply.send(body)
}

function sendError(
  reply: FastifyReply,
  error: ServiceError,
  logger: GatewayLogger,
  functionName?: string,
): FastifyReply {
  const status = statusOf(error.code)
  if (status >= 500) {
    logger.error('A request failed', {
      request_id: reply.request.id,
      code: error.code,
      path: pathOf(reply.request),
      ...(functionName === undefined ? {} : { function: functionName }),
      error: (error.cause as Error | undefined) ?? error,
    })
  }
  if (error.retryAfterS !== undefined) reply.header('retry-after', String(error.retryAfterS))
  return reply.code(status).header('content-type', JSON_TYPE).send(errorBody(error))
}

function fromFramework(error: unknown): ServiceError {
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

/** What is no HTTP never becomes a request: answered on the bare socket. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
  const body = errorBody(new ServiceError('VALIDATION_ERROR', 'This is not a well-formed HTTP/1.1 request.'))
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-request-id: ${requestIdOf(undefined)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

function pathParameters(params: unknown, proxyName: string | undefined): Record<string, string> {
  const parameters = params as Record<string, string>
  if (proxyName === undefined) return parameters
  const { '*': rest = '', ...others } = parameters
  return { ...others, [proxyName]: rest }
}

function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '/'
  const queryAt = url.indexOf('?')
  return queryAt < 0 ? url : url.slice(0, queryAt)
}

function sourceIp(request: FastifyRequest): string {
  const address = request.socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
