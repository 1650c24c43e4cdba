/** The HTTP routes as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). */
import type { z } from 'zod'
import { VERSION } from '../../../runtime/version.ts'
import { fieldSchema, SchemaCollection } from './json-schema.ts'
import { ErrorResponses, headerComponents, responsesOf } from './openapi-responses.ts'
import { errorsOf, type Operation, TAGS } from './operation.ts'
import { operations } from './operations.ts'

const DESCRIPTION = `Takes pictures of microplates with the camera above the plate nest. A picture is never older than its
request, and one that was acknowledged is never lost.

Errors are \`{"success": false, "error": {"code", "message", "details"?}, "timestamp"}\`; programs branch on \`code\`.
WebSocket messages are described in [/asyncapi.json](/asyncapi.json).`

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "The auth service's access token, or one of `npm run token`.",
  },
  queryToken: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'The same token in the query, for GET only: links and <img> cannot set a header.',
  },
}

const REQUEST_ID = {
  name: 'X-Request-Id',
  in: 'header',
  description: "An identifier of the caller's own, which answer and log then have.",
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' },
}

/** `anonymousRead`: whether this service lets clients without a token read (ANONYMOUS_READ). */
export function openApiDocument({ anonymousRead }: { anonymousRead: boolean }) {
  const schemas = new SchemaCollection()
  const errors = new ErrorResponses()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [id, operation] of Object.entries(operations)) {
    const [method, path] = operation.route.split(' ') as [string, string]
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(id, operation) }
  }

  function operationObject(operationId: string, operation: Operation) {
    const { tag, summary, description, body } = operation
    return {
      operationId,
      tags: [tag],
      summary,
      ...(description === undefined ? {} : { description }),
      security: security(operation, anonymousRead),
      parameters: [
        ...parameters('path', operation.path),
        ...parameters('query', operation.query),
        ...parameters('header', operation.headers),
        { $ref: '#/components/parameters/X-Request-Id' },
      ],
      ...(body === undefined ? {} : { requestBody: requestBody(operationId, body, schemas) }),
      responses: responsesOf(operationId, operation, errorsOf(operation), schemas, errors),
    }
  }

  return {
    openapi: '3.1.1',
    info: {
      title: 'Vision Capture Service',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.toComponents(),
      responses: errors.toComponents(),
      parameters: { 'X-Request-Id': REQUEST_ID },
      headers: headerComponents,
      securitySchemes: SECURITY_SCHEMES,
    },
  }
}

/** Alternatives: any one of them will do. */
function security({ access, route }: Operation, anonymousRead: boolean) {
  if (access === 'public') return []
  return [
    { bearer: [] },
    ...(route.startsWith('GET ') ? [{ queryToken: [] }] : []),
    ...(access === 'read' && anonymousRead ? [{}] : []),
  ]
}

function parameters(place: 'path' | 'query' | 'header', fields: z.ZodObject | undefined) {
  return Object.entries(fields?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = fieldSchema(field as z.ZodType)
    return {
      name: place === 'header' ? inTitleCase(name) : name,
      in: place,
      required: place === 'path',
      description,
      schema,
    }
  })
}

/** `idempotency-key`, as it arrives, is written Idempotency-Key. */
const inTitleCase = (header: string) => header.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

function requestBody(operationId: string, body: z.ZodType, schemas: SchemaCollection) {
  return {
    required: true,
    content: { 'application/json': { schema: schemas.addRequest(`${operationId}Request`, body) } },
  }
}
