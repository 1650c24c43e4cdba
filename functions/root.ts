import { SERVICE_NAME, VERSION } from '../runtime/version.ts'
import { documentationOperations } from './lib/api/documentation-operations.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

const LINKS = {
  console: '/console/',
  documentation: '/docs',
  openapi: '/openapi.json',
  asyncapi: '/asyncapi.json',
  health: '/api/v1/capture/health',
  metrics: '/metrics',
}

/** Names the service to programs, and sends a browser to the console. */
export const handler = http(documentationOperations.root, ({ headers }) => {
  if (headers.accept?.includes('text/html')) return new Reply(302, '', { location: LINKS.console })
  return { service: SERVICE_NAME, version: VERSION, links: LINKS }
})
