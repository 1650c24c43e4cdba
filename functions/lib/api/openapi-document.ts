/** The HTTP routes as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). */
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi'
import { VERSION } from '../../../runtime/version.ts'
import type { CollectedOperations } from './collect.ts'
import { ErrorResponses, headerObject, headerReference } from './error-responses.ts'
import { SCHEMA_OPTIONS } from './json-schema.ts'
import { sentSchema } from './message-schemas.ts'
import { type Answer, errorsOf, type HttpOperation, TAGS } from './operation.ts'

const DESCRIPTION = `Takes pictures of microplates with the camera above the plate nest. A picture is never older than its
request, and an acknowledged picture is never lost.

Errors are \`{"success": false, "error": {"code", "message", "details"?}, "timestamp"}\`. Programs branch on \`code\`.
[/asyncapi.json](/asyncapi.json) describes the WebSocket messages.`

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "The auth service's access token, or a token made by `npm run token`.",
  },
  queryToken: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'The same token in the query, for GET only: links and <img> cannot set a header.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'vision_session',
    description: 'The cookie that `POST /api/v1/session` sets. A change also needs the header X-CSRF-Token.',
  },
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description: 'A ticket of `POST /api/v1/tickets`, for one purpose and five minutes.',
  },
} as const

const REQUEST_ID = {
  name: 'X-Request-Id',
  in: 'header',
  description: "The caller's own identifier of the request. The answer and the log repeat it.",
  schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' },
} as const

/** The document of these operations. `anonymousRead`: whether clients without a token may read (ANONYMOUS_READ). */
export function openApiDocument({ http, sent }: CollectedOperations, options: { anonymousRead: boolean }) {
  const errors = new ErrorResponses()
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const { id, method, path, operation } of http) {
    paths[path] ??= {}
    paths[path][method.toLowerCase()] = {
      operationId: id,
      tags: [operation.tag],
      summary: operation.summary,
      ...(operation.description === undefined ? {} : { description: operation.description }),
      security: security(method, operation, options.anonymousRead),
      requestParams: parametersOf(operation),
      parameters: [{ $ref: '#/components/parameters/X-Request-Id' }],
      ...requestBody(operation),
      responses: { ...answers(operation), ...errors.add(errorsOf(method, operation)) },
    } as ZodOpenApiOperationObject
  }
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Vision Capture Service',
        version: VERSION,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      // Relative to the document, so that it is right behind a proxy with a path prefix too.
      servers: [{ url: '.' }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      paths,
      components: {
        schemas: messages(sent),
        responses: errors.toComponents(),
        parameters: { 'X-Request-Id': REQUEST_ID },
        headers: { 'X-Request-Id': headerObject('X-Request-Id') },
        securitySchemes: SECURITY_SCHEMES,
      },
    },
    SCHEMA_OPTIONS,
  )
}

/** Alternatives: any one of them is enough. */
function security(method: string, { access, ticket }: HttpOperation, anonymousRead: boolean) {
  if (access === 'public') return []
  return [
    { bearer: [] },
    ...(method === 'GET' ? [{ queryToken: [] }] : []),
    { session: [] },
    ...(ticket === undefined ? [] : [{ ticket: [] }]),
    ...(access === 'optional' || (access === 'read' && anonymousRead) ? [{}] : []),
  ]
}

/** OpenAPI has no place for WebSocket messages; as components, a generator of clients finds them: CaptureResultMessage. */
function messages(sent: CollectedOperations['sent']) {
  const inPascalCase = (type: string) =>
    type.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())
  return Object.fromEntries(
    Object.entries(sent).map(([type, message]) => [
      `${inPascalCase(type)}Message`,
      sentSchema(type, message).meta({ description: message.summary }),
    ]),
  )
}

function parametersOf({ path, query, headers }: HttpOperation) {
  const header =
    headers &&
    z.object(
      Object.fromEntries(Object.entries(headers.shape).map(([name, field]) => [inTitleCase(name), field])),
    )
  return { ...(path && { path }), ...(query && { query }), ...(header && { header }) }
}

/** `idempotency-key`, the form in an event, is written Idempotency-Key. */
const inTitleCase = (header: string) => header.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

function requestBody({ body }: HttpOperation) {
  if (body === undefined) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema: body } } } }
}

function answers({ responses }: HttpOperation): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, headers = [], body }]) => [
      status,
      {
        description,
        headers: {
          'X-Request-Id': headerReference('X-Request-Id'),
          ...Object.fromEntries(headers.map((name) => [name, { ...headerObject(name), required: true }])),
        },
        ...(body === undefined ? {} : { content: contentOf(body) }),
      },
    ]),
  )
}

function contentOf(body: NonNullable<Answer['body']>) {
  if (body instanceof z.ZodType) return { 'application/json': { schema: body } }
  return Object.fromEntries(body.map((mediaType) => [mediaType, {}]))
}
