import { z } from 'zod'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

const documents = new Map<boolean, Promise<string>>()

/** Loaded and made for the first request: both need time that a start should not spend. */
async function makeDocument(anonymousRead: boolean): Promise<string> {
  const [{ openApiDocument }, { collectOperations }] = await Promise.all([
    import('./lib/api/openapi-document.ts'),
    import('./lib/api/collect.ts'),
  ])
  return JSON.stringify(openApiDocument(await collectOperations(), { anonymousRead }))
}

export const handler = http(
  {
    access: 'public',
    tag: 'Documentation',
    summary: 'The routes, as OpenAPI 3.1',
    responses: {
      200: { description: 'The document.', body: z.looseObject({ openapi: z.literal('3.1.1') }) },
    },
  },
  async (_input, { config }) => {
    const { anonymousRead } = config.auth
    const document = documents.get(anonymousRead) ?? makeDocument(anonymousRead)
    documents.set(anonymousRead, document)
    return new Reply(200, await document, { 'content-type': 'application/json; charset=utf-8' })
  },
)
