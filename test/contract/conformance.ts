/** Holds what a host really answers to /openapi.json and /asyncapi.json, so that neither can lag behind. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import {
  asyncApi as asyncApiDocument,
  type OpenApiResponse,
  openApi as openApiDocument,
} from '../support/api-documents.ts'

const openApi = closed(openApiDocument)
const asyncApi = closed(asyncApiDocument)
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }))
ajv.addSchema({ $id: 'openapi', ...openApi })
ajv.addSchema({ $id: 'asyncapi', ...asyncApi })
const validators = new Map<string, ValidateFunction>()

/**
 * Throws where a response is not one of those described: unknown status or error code, another content type, a missing
 * header, or a body with too little or too much. A route that is not described may only answer 404 or 405.
 */
export function assertDescribed(
  method: string,
  url: string,
  response: { status: number; headers: Headers; body: Buffer },
): void {
  const { status, headers, body } = response
  const what = `${method} ${url} answered ${status}`
  const path = templateOf(new URL(url, 'http://host').pathname, method)
  if (path === undefined) {
    if (status !== 404 && status !== 405) throw new Error(`${what}, and no such route is described`)
    return
  }
  const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status)]
  const described = resolve(openApi.paths[path]?.[method.toLowerCase()]?.responses[status], pointer)
  if (described === undefined)
    throw new Error(`${what}, which is not described: ${body.toString().slice(0, 500)}`)
  for (const [name, { required }] of Object.entries(described.object.headers ?? {})) {
    if (required && !headers.has(name)) throw new Error(`${what} without the header ${name}`)
  }
  const mediaType = headers.get('content-type')?.split(';')[0] ?? ''
  if (body.length === 0 && described.object.content === undefined) return
  const content = described.object.content?.[mediaType]
  if (content === undefined) throw new Error(`${what} with ${mediaType || 'no content type'}, not described`)
  if (content.schema === undefined) return
  const schema = pointerTo('openapi', [...described.pointer, 'content', mediaType, 'schema'])
  const problem = problemBy(schema, JSON.parse(body.toString()))
  if (problem !== undefined) throw new Error(`${what}: ${problem}`)
}

/** What is wrong with a message that a client of this channel received, by the document; nothing where all is well. */
export function problemOf(channel: string, message: { type: string }): string[] {
  const { messages } = asyncApi.channels[channel] as { messages: Record<string, object> }
  if (!Object.hasOwn(messages, message.type)) return [`${message.type} is not described for /ws/${channel}`]
  const payload = pointerTo('asyncapi', ['components', 'messages', message.type, 'payload'])
  const problem = problemBy(payload, message)
  return problem === undefined ? [] : [problem]
}

function problemBy(schema: string, value: unknown): string | undefined {
  const validator = validators.get(schema) ?? ajv.compile({ $ref: schema })
  validators.set(schema, validator)
  if (validator(value)) return undefined
  return `${ajv.errorsText(validator.errors)}: ${JSON.stringify(value).slice(0, 1_000)}`
}

/** A path without parameters wins, as in the gateway. */
function templateOf(path: string, method: string): string | undefined {
  const fits = Object.keys(openApi.paths).filter(
    (template) =>
      new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path) &&
      Object.hasOwn(openApi.paths[template] as object, method.toLowerCase()),
  )
  return fits.find((template) => template === path) ?? fits[0]
}

function resolve(object: OpenApiResponse | undefined, pointer: string[]) {
  if (object?.$ref === undefined) return object && { object, pointer }
  const name = object.$ref.replace('#/components/responses/', '')
  const target = openApi.components.responses[name] as OpenApiResponse
  return { object: target, pointer: ['components', 'responses', name] }
}

function pointerTo(document: string, path: string[]): string {
  const encode = (part: string) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
  return `${document}#/${path.map(encode).join('/')}`
}

/** The document as it is, but nothing may be there that it does not name: clients are more patient than this test. */
function closed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(closed) as T
  if (typeof value !== 'object' || value === null) return value
  const object = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, closed(child)]))
  const isObjectSchema = object.type === 'object' && 'properties' in object
  return (isObjectSchema ? { additionalProperties: false, ...object } : object) as T
}
