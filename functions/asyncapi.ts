import { z } from 'zod'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'

let document: Promise<string> | undefined

/** Loaded and made for the first request, as /openapi.json is. */
async function makeDocument(): Promise<string> {
  const [{ asyncApiDocument }, { collectOperations }] = await Promise.all([
    import('./lib/api/asyncapi-document.ts'),
    import('./lib/api/collect.ts'),
  ])
  return JSON.stringify(asyncApiDocument(await collectOperations()))
}

export const handler = http(
  {
    access: 'public',
    tag: 'Documentation',
    summary: 'The WebSocket messages, as AsyncAPI 3',
    responses: {
      200: { description: 'The document.', body: z.looseObject({ asyncapi: z.literal('3.0.0') }) },
    },
  },
  async () => {
    document ??= makeDocument()
    return new Reply(200, await document, { 'content-type': 'application/json; charset=utf-8' })
  },
)
