/** Serves one HTTP route: converts the request to an event, calls the function, and writes its result. */
import type { FastifyReply, FastifyRequest, RouteHandlerMethod, RouteOptions } from 'fastify'
import { toServiceError } from '../../errors.ts'
import type { LoadedFunction } from '../../routes/load.ts'
import { type HttpRoute, routeKeyOf } from '../../routes/table.ts'
import { InvocationContext } from '../functions/context.ts'
import { invoke } from '../functions/handlers.ts'
import { isStreaming } from '../functions/streaming.ts'
import type { GatewayLogger } from '../logger.ts'
import { httpEvent } from './event.ts'
import { publicHeaders } from './public-address.ts'
import { sendError, sendReply } from './reply.ts'
import { httpReply } from './result.ts'
import { streamFunction } from './stream.ts'

/** A route whose function is loaded. */
export type FunctionRoute = Omit<HttpRoute, 'entry'> & { fn: LoadedFunction }

type ServedRoute = Required<Pick<RouteOptions, 'handler' | 'onRequest'>> & { bodyLimit?: number }

/** Fastify's handlers of a route. What the function throws is answered with its code, INTERNAL_ERROR where it has none. */
export function serveFunction(route: FunctionRoute, logger: GatewayLogger): ServedRoute {
  const { path, fn } = route
  const { authorize, maxBodyBytes } = fn.handler
  const routeKey = routeKeyOf(route)
  const proxyName = /\{([^}]+)\+\}/.exec(path)?.[1]
  const hasParameters = path.includes('{')
  const streaming = isStreaming(fn.handler)
  const eventOf = (request: FastifyRequest) =>
    httpEvent({
      routeKey,
      method: request.method,
      url: request.raw.url ?? '/',
      headers: headersOf(request),
      pathParameters: hasParameters ? pathParameters(request.params, proxyName) : undefined,
      body: request.body as Buffer | undefined,
      sourceIp: request.server.admission.clientOf(request.raw),
      protocol: `HTTP/${request.raw.httpVersion}`,
      requestId: request.id,
      timeEpochMs: Date.now(),
    })
  const handler: RouteHandlerMethod = async (request, reply) => {
    const event = eventOf(request)
    if (streaming) return streamFunction(fn, event, reply, logger)
    try {
      return sendReply(reply, httpReply(await invoke(fn, event, new InvocationContext(fn, request.id))))
    } catch (error) {
      return sendError(reply, toServiceError(error), fn.name)
    }
  }
  /** Before the body is read: whoever has no token sends none into memory. */
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    if (authorize === undefined || !hasBody(request)) return
    try {
      const refusal = await authorize(eventOf(request), new InvocationContext(fn, request.id))
      if (refusal !== undefined) return sendReply(reply, httpReply(refusal))
    } catch (error) {
      return sendError(reply, toServiceError(error), fn.name)
    }
  }
  return { handler, onRequest, ...(maxBodyBytes === undefined ? {} : { bodyLimit: maxBodyBytes }) }
}

function headersOf({ headers, raw, server }: FastifyRequest) {
  return publicHeaders(headers, server.admission.publicAddressOf(raw))
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Fastify calls `*` what the route calls `{name+}`. */
function pathParameters(params: unknown, proxyName: string | undefined): Record<string, string> {
  const parameters = params as Record<string, string>
  if (proxyName === undefined) return parameters
  const { '*': rest = '', ...others } = parameters
  return { ...others, [proxyName]: rest }
}
