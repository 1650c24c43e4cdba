/** Folders of built pages, served as they are, or in the compressed form that stands beside them (.br, .gz). */
import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { ServiceError } from '../../errors.ts'

export interface StaticFolder {
  /** With a slash at both ends, as in /console/. */
  prefix: string
  folder: string
}

const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' blob: data:; style-src 'self'; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
/** As vite names what never changes: index-BfA1x9_2.js. */
const HASHED = /-[\w-]{8}\.\w+(\.br|\.gz)?$/

/** Serves a folder; without it, its addresses say what is missing. */
export async function serveStatic(app: FastifyInstance, { prefix, folder }: StaticFolder, isFirst: boolean) {
  // Relative, so that it is right behind a proxy with a path prefix too.
  app.get(prefix.slice(0, -1), (_request, reply) => reply.redirect(`.${prefix}`, 308))
  if (!existsSync(folder)) {
    app.get(`${prefix}*`, () => {
      throw new ServiceError('NOT_FOUND', `${prefix} has not been built here. Run npm run build:console.`)
    })
    return
  }
  await app.register(fastifyStatic, {
    root: folder,
    prefix,
    decorateReply: isFirst,
    index: ['index.html'],
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders(reply, path) {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
      reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}
