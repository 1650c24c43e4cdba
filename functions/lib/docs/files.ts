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

export interface PageFile {
  bytes: Buffer
  contentType: string
  /** A strong validator, quoted (RFC 9110 section 8.8.3). */
  etag: string
}

/** Each file is read once, and its bytes are shared by all answers. */
const read = new Map<string, Promise<PageFile>>()

/** Throws NOT_FOUND for a file that the page does not have. */
export async function readPageFile(name: string): Promise<PageFile> {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined
  if (file === undefined)
    throw new ServiceError('NOT_FOUND', `The documentation has no file ${name}. Open /docs.`)
  const known = read.get(name) ?? readWhole(file)
  read.set(name, known)
  return known
}

async function readWhole({ url, contentType }: { url: URL; contentType: string }): Promise<PageFile> {
  const bytes = await readFile(url)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
  return { bytes, contentType, etag }
}
