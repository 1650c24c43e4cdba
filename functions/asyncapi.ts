import { documentationOperations } from './lib/api/documentation-operations.ts'
import { http, Reply } from './lib/http.ts'

let document: string | undefined

/** The document is loaded and made when first asked for, as /openapi.json is. */
export const handler = http(documentationOperations.asyncapi, async () => {
  const { asyncApiDocument } = await import('./lib/api/asyncapi-document.ts')
  document ??= JSON.stringify(asyncApiDocument())
  return new Reply(200, document, { 'content-type': 'application/json; charset=utf-8' })
})
