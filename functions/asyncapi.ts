import { asyncApiDocument } from './lib/api/asyncapi-document.ts'
import { documentationOperations } from './lib/api/status-operations.ts'
import { http, Reply } from './lib/http.ts'

/** Made when first asked for, as /openapi.json is. */
let document: string | undefined

export const handler = http(documentationOperations.asyncapi, () => {
  document ??= JSON.stringify(asyncApiDocument())
  return new Reply(200, document, { 'content-type': 'application/json; charset=utf-8' })
})
