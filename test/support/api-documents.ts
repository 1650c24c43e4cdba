/** The API's documents as the service makes them from its handlers, typed for tests that read them. */
import { asyncApiDocument } from '../../functions/lib/api/asyncapi-document.ts'
import { collectOperations } from '../../functions/lib/api/collect.ts'
import { openApiDocument } from '../../functions/lib/api/openapi-document.ts'

export interface OpenApi {
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Record<string, object>; responses: Record<string, OpenApiResponse> }
}
export interface OpenApiOperation {
  operationId: string
  security: object[]
  requestBody?: { content: { 'application/json': { schema: object } } }
  responses: Record<string, OpenApiResponse>
}
export interface OpenApiResponse {
  $ref?: string
  headers?: Record<string, { required?: boolean }>
  content?: Record<string, { schema?: object; examples?: Record<string, { value: object }> }>
}

export const operations = await collectOperations()
export const openApi = openApiOf(false)
export const asyncApi = asyncApiDocument(operations)

/** With or without clients that read without a token (ANONYMOUS_READ). */
export function openApiOf(anonymousRead: boolean): OpenApi {
  return openApiDocument(operations, { anonymousRead }) as unknown as OpenApi
}
