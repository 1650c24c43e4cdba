/** Responses of the OpenAPI document: what succeeds, and every error by its code. */
import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../../runtime/errors.ts'
import type { JsonSchema, SchemaCollection } from './json-schema.ts'
import { type Operation, RESPONSE_HEADERS, type Response } from './operation.ts'

type HeaderName = keyof typeof RESPONSE_HEADERS

export function responseObject(id: string, status: number, response: Response, schemas: SchemaCollection) {
  const { description, body, headers = [] } = response
  return {
    description,
    headers: {
      'X-Request-Id': headerReference('X-Request-Id'),
      ...Object.fromEntries(headers.map((name) => [name, { ...headerObject(name), required: true }])),
    },
    ...(body === undefined
      ? {}
      : { content: content(`${id}Response${status === 200 ? '' : status}`, body, schemas) }),
  }
}

function content(id: string, body: NonNullable<Response['body']>, schemas: SchemaCollection) {
  if (body instanceof z.ZodType) return { 'application/json': { schema: schemas.addAnswer(id, body) } }
  return Object.fromEntries(body.mediaTypes.map((mediaType) => [mediaType, {}]))
}

const headerReference = (name: HeaderName) => ({ $ref: `#/components/headers/${name}` })
const headerObject = (name: HeaderName) => ({
  description: RESPONSE_HEADERS[name],
  schema: { type: 'string' },
})
export const headerComponents = { 'X-Request-Id': headerObject('X-Request-Id') }

/** One response for each status; routes that may fail alike share it. */
export class ErrorResponses {
  readonly #components: Record<string, JsonSchema> = {}

  /** By status, for an operation's `responses`. */
  add(codes: ErrorCode[]): Record<string, JsonSchema> {
    const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status)
    return Object.fromEntries(
      [...byStatus].map(([status, alike]) => {
        const name = alike.join('.')
        this.#components[name] ??= errorResponse(status, alike)
        return [status, { $ref: `#/components/responses/${name}` }]
      }),
    )
  }

  toComponents(): Record<string, JsonSchema> {
    return this.#components
  }
}

function errorResponse(status: number, codes: ErrorCode[]): JsonSchema {
  const headers: HeaderName[] =
    status === 401 ? ['WWW-Authenticate'] : [429, 503].includes(status) ? ['Retry-After'] : []
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].when}.`).join('\n\n'),
    headers: {
      'X-Request-Id': headerReference('X-Request-Id'),
      ...Object.fromEntries(headers.map((name) => [name, headerObject(name)])),
    },
    content: {
      'application/json': {
        schema: errorSchema(codes),
        examples: Object.fromEntries(codes.map((code) => [code, { value: errorExample(code) }])),
      },
    },
  }
}

const errorSchema = (codes: ErrorCode[]) => ({
  type: 'object',
  required: ['success', 'error', 'timestamp'],
  properties: {
    success: { const: false },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { enum: codes },
        message: { type: 'string', description: 'A sentence for people: what is wrong and what to do.' },
        ...(codes.includes('VALIDATION_ERROR') ? { details: DETAILS } : {}),
      },
    },
    timestamp: { type: 'string', format: 'date-time' },
  },
})

const DETAILS = {
  type: 'array',
  description: 'Every field that does not fit, and why.',
  items: {
    type: 'object',
    required: ['path', 'message'],
    properties: { path: { type: 'string' }, message: { type: 'string' } },
  },
}

const errorExample = (code: ErrorCode) => ({
  success: false,
  error: {
    code,
    message: ERRORS[code].when,
    ...(code === 'VALIDATION_ERROR'
      ? { details: [{ path: 'body.quality', message: 'must be at most 100' }] }
      : {}),
  },
  timestamp: '2024-01-15T10:30:00.000Z',
})

/** The statuses of an operation, its errors among them. */
export function responsesOf(
  id: string,
  { responses }: Operation,
  errors: ErrorCode[],
  schemas: SchemaCollection,
  shared: ErrorResponses,
) {
  return {
    ...Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        responseObject(id, Number(status), response, schemas),
      ]),
    ),
    ...shared.add(errors),
  }
}
