import { documentationOperations } from './lib/api/documentation-operations.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

const documents = new Map<boolean, string>()

/** Loaded and made when first asked for: together some 50 ms, which a start should not take. */
async function documentFor(anonymousRead: boolean): Promise<string> {
  const { openApiDocument } = await import('./lib/api/openapi-document.ts')
  const document = documents.get(anonymousRead) ?? JSON.stringify(openApiDocument({ anonymousRead }))
  documents.set(anonymousRead, document)
  return document
}

export const handler = http(
  documentationOperations.openapi,
  async (_input, { config }) =>
    new Reply(200, await documentFor(config.auth.anonymousRead), {
      'content-type': 'application/json; charset=utf-8',
    }),
)
