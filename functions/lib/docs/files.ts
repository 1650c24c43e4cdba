/** The files of the page /docs: our own, and Swagger UI's as @fastify/swagger-ui carries them, without telemetry. */
import { readFile } from 'node:fs/promises'
import { type PageFiles, pageFiles } from '../page-files.ts'

const swaggerUi = (file: string) => new URL(import.meta.resolve(`@fastify/swagger-ui/static/${file}`))
const own = (file: string) => new URL(file, import.meta.url)

const FILES: PageFiles = {
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
export const readPageFile = pageFiles('The documentation', '/docs', FILES)
