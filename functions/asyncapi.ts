import { z } from 'zod'
import type { asyncApiDocument } from './lib/api/asyncapi-document.ts'
import { http } from './lib/http.ts'
import { Reply } from './lib/http-reply.ts'
import { publicPrefix } from './lib/public-prefix.ts'

let document: Promise<ReturnType<typeof asyncApiDocument>> | undefined

/** Loaded and made for the first request, as /openapi.json is. */
async function makeDocument() {
  const [{ asyncApiDocument }, { collectOperations }] = await Promise.all([
    import('./lib/api/asyncapi-document.ts'),
    import('./lib/api/collect.ts'),
  ])
  return asyncApiDocument(await collectOperations())
}

/** The document with the address at which this client reaches the service. */
function withAddress(
  made: ReturnType<typeof asyncApiDocument>,
  { host, secure, prefix }: { host: string; secure: boolean; prefix: string },
) {
  const device = {
    ...made.servers.device,
    host,
    protocol: secure ? 'wss' : 'ws',
    ...(prefix === '' ? {} : { pathname: prefix }),
  }
  return { ...made, servers: { device } }
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
  async ({ headers }) => {
    document ??= makeDocument()
    const secure = headers['x-forwarded-proto'] === 'https'
    const address = { host: headers.host ?? 'localhost:6407', secure, prefix: publicPrefix(headers) }
    return new Reply(200, JSON.stringify(withAddress(await document, address)), {
      'content-type': 'application/json; charset=utf-8',
    })
  },
)
