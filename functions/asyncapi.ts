import { documentationOperations } from './lib/api/documentation-operations.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

let document: string | undefined

/** The document is loaded and made when first asked for, as /openapi.json is. */
export const handler = http(documentationOperations.asyncapi, async () => {
  const { asyncApiDocument } = await import('./lib/api/asyncapi-document.ts')
  document ??= JSON.stringify(asyncApiDocument())
  return new Reply(200, document, { 'content-type': 'application/json; charset=utf-8' })
})
