/** Registers the HTTP routes of serverless.yml with Fastify, and METHOD_NOT_ALLOWED for other methods of an address. */
import type { FastifyInstance } from 'fastify'
import { ServiceError } from '../../errors.ts'
import { METHODS } from '../../routes/table.ts'
import type { GatewayLogger } from '../logger.ts'
import { type FunctionRoute, serveFunction } from './function.ts'
import { sendError } from './reply.ts'

/** Adds every route; the order in serverless.yml does not matter. */
export function addRoutes(app: FastifyInstance, routes: FunctionRoute[], logger: GatewayLogger): void {
  const methodsByUrl = new Map<string, string[]>()
  // Named methods first, so that `*` takes what is left of a path.
  for (const route of routes.toSorted((a, b) => Number(a.method === '*') - Number(b.method === '*'))) {
    const url = fastifyUrl(route.path)
    const taken = methodsByUrl.get(url) ?? []
    const methods = route.method === '*' ? others(taken) : [route.method]
    if (methods.length === 0) continue
    methodsByUrl.set(url, [...taken, ...methods])
    app.route({ method: methods, url, ...serveFunction(route, logger) })
  }
  for (const [url, taken] of methodsByUrl) refuseOthers(app, url, taken)
}

function others(taken: string[]): string[] {
  return METHODS.filter((method) => !taken.includes(method))
}

/** `/images/{filename}` is `/images/:filename`, and `/files/{path+}` is `/files/*`. */
function fastifyUrl(path: string): string {
  return path.replace(/\{[^}]+\+\}/g, '*').replace(/\{([^}]+)\}/g, ':$1')
}

function refuseOthers(app: FastifyInstance, url: string, taken: string[]): void {
  const method = others(taken)
  if (method.length === 0) return
  // Fastify answers HEAD wherever there is a GET.
  const allow = (taken.includes('GET') ? ['HEAD', ...taken] : taken).join(', ')
  app.route({
    method,
    url,
    handler(request, reply) {
      reply.header('allow', allow)
      const message = `${request.method} is not possible here; this address takes ${allow}.`
      return sendError(reply, new ServiceError('METHOD_NOT_ALLOWED', message))
    },
  })
}
