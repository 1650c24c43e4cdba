/** The error responses of the OpenAPI document: one for each status and set of codes. */
import { z } from 'zod'
import type { ZodOpenApiResponseObject } from 'zod-openapi'
import { ERRORS, type ErrorCode, type ErrorDetail } from '../../../runtime/errors.ts'
import { ERROR_EXAMPLES } from './error-examples.ts'
import { model, time } from './model.ts'
import { RESPONSE_HEADERS } from './operation.ts'

type HeaderName = keyof typeof RESPONSE_HEADERS

export const headerReference = (name: HeaderName) => ({ $ref: `#/components/headers/${name}` })
export const headerObject = (name: HeaderName) => ({
  description: RESPONSE_HEADERS[name],
  schema: { type: 'string' as const },
})

/** Routes with the same codes for one status share the response. */
export class ErrorResponses {
  readonly #components: Record<string, ZodOpenApiResponseObject> = {}

  /** References by status, for the operation's `responses`. */
  add(codes: ErrorCode[]): Record<string, { $ref: string }> {
    const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status)
    return Object.fromEntries(
      [...byStatus].map(([status, alike]) => {
        const name = alike.map(inPascalCase).join('Or')
        this.#components[name] ??= errorResponse(status, alike)
        return [status, { $ref: `#/components/responses/${name}` }]
      }),
    )
  }

  toComponents(): Record<string, ZodOpenApiResponseObject> {
    return this.#components
  }
}

/** INVALID_TOKEN is InvalidToken: generators make a type name of it. */
const inPascalCase = (code: ErrorCode) =>
  code.toLowerCase().replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())

function errorResponse(status: number, codes: ErrorCode[]): ZodOpenApiResponseObject {
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

const errorDetail = model<ErrorDetail>()(
  'ErrorDetail',
  z
    .object({
      path: z.string().meta({ description: 'As in `body.quality`.', example: 'body.quality' }),
      message: z.string().meta({ example: 'must be at most 100' }),
    })
    .meta({ description: 'One problem of one field of a request.' }),
)

const errorSchema = (codes: ErrorCode[]) =>
  z.object({
    success: z.literal(false),
    error: z.object({
      code: z.enum(codes),
      message: z
        .string()
        .meta({ description: 'A sentence for people that says what is wrong and what to do.' }),
      ...(codes.includes('VALIDATION_ERROR')
        ? {
            details: z
              .array(errorDetail)
              .optional()
              .meta({ description: 'Every field that is not valid, and why.' }),
          }
        : {}),
    }),
    timestamp: time,
  })

const errorExample = (code: ErrorCode) => ({
  success: false,
  error: {
    code,
    message: ERROR_EXAMPLES[code],
    ...(code === 'VALIDATION_ERROR'
      ? { details: [{ path: 'body.quality', message: 'must be at most 100' }] }
      : {}),
  },
  timestamp: '2024-01-15T10:30:00.000Z',
})
