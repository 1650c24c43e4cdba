import { openApiDocument } from './lib/api/openapi-document.ts'
import { documentationOperations } from './lib/api/status-operations.ts'
import { http, Reply } from './lib/http.ts'

/** Made when first asked for: it takes tens of milliseconds, and a start should not. */
const documents = new Map<boolean, string>()

export const handler = http(documentationOperations.openapi, (_input, { config }) => {
  const { anonymousRead } = config.auth
  const document = documents.get(anonymousRead) ?? JSON.stringify(openApiDocument({ anonymousRead }))
  documents.set(anonymousRead, document)
  return new Reply(200, document, { 'content-type': 'application/json; charset=utf-8' })
})
