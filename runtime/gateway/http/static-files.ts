/** Serves folders of built pages, in a compressed form (.br, .gz) if there is one. */
import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

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

/** For a person who opens the console of a fresh checkout. */
const notBuilt = (prefix: string) => `<!doctype html>
<html lang="en">
<title>${prefix} is not built</title>
<h1>This page has not been built here</h1>
<p>Run <code>npm run build:console</code> in the folder of the service, and restart it. The archives of
<code>npm run package</code> have the page built.</p>
</html>
`

/** Serves a folder; without it, a page says what is missing and what to do. */
export async function serveStatic(app: FastifyInstance, { prefix, folder }: StaticFolder, isFirst: boolean) {
  // Relative, so that it is right behind a proxy with a path prefix too.
  app.get(prefix.slice(0, -1), (_request, reply) => reply.redirect(`.${prefix}`, 308))
  if (!existsSync(folder)) {
    app.get(`${prefix}*`, (_request, reply) =>
      reply.code(404).type('text/html; charset=utf-8').send(notBuilt(prefix)),
    )
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
