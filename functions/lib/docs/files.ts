/** The files of the page /docs: our own, and Swagger UI's as @fastify/swagger-ui carries them, without telemetry. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ServiceError } from '../../../runtime/errors.ts'

const swaggerUi = (file: string) => new URL(import.meta.resolve(`@fastify/swagger-ui/static/${file}`))
const own = (file: string) => new URL(file, import.meta.url)

const FILES: Record<string, { url: URL; contentType: string }> = {
  'page.js': { url: own('page.js'), contentType: 'text/javascript; charset=utf-8' },
  'page.css': { url: own('page.css'), contentType: 'text/css; charset=utf-8' },
  'swagger-ui-bundle.js': {
    url: swaggerUi('swagger-ui-bundle.js'),
    contentType: 'text/javascript; charset=utf-8',
  },
  'swagger-ui.css': { url: swaggerUi('swagger-ui.css'), contentType: 'text/css; charset=utf-8' },
  'favicon-32x32.png': { url: swaggerUi('favicon-32x32.png'), contentType: 'image/png' },
}

export const readPage = () => readFile(own('page.html'), 'utf8')

/** `etag` is a strong validator, quoted (RFC 9110 section 8.8.3). Throws NOT_FOUND for any other file. */
export async function readPageFile(name: string) {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  if (file === undefined)
    throw new ServiceError('NOT_FOUND', `The documentation has no file ${name}; it begins at /docs.`)
  const bytes = await readFile(file.url)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
  return { bytes, contentType: file.contentType, etag }
}
