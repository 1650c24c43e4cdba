import { SERVICE_NAME, VERSION } from '../runtime/version.ts'
import { serviceLinks } from './lib/api/status-models.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'
import { publicPrefix } from './lib/public-prefix.ts'

const LINKS = {
  console: '/console/',
  documentation: '/docs',
  openapi: '/openapi.json',
  asyncapi: '/asyncapi.json',
  health: '/api/v1/capture/health',
  metrics: '/metrics',
}

/** Tells programs the service's name, and sends a browser to the console. */
export const handler = http(
  {
    access: 'public',
    tag: 'Documentation',
    summary: 'Name and version of the service',
    responses: {
      200: { description: 'The answer for programs.', body: serviceLinks },
      302: {
        description: 'The answer for browsers (Accept: text/html): go to the console.',
        headers: ['Location'],
      },
    },
  },
  ({ headers }) => {
    const prefix = publicPrefix(headers)
    // Relative where the prefix is not known: right behind a proxy that removes it, too.
    if (headers.accept?.includes('text/html'))
      return new Reply(302, '', { location: `${prefix || '.'}${LINKS.console}` })
    const links = Object.fromEntries(Object.entries(LINKS).map(([name, path]) => [name, prefix + path]))
    return { service: SERVICE_NAME, version: VERSION, links }
  },
)
