/** The API's documents: well-formed by their official schemas, whole by the route table, true by their own examples. */
import asyncApiSchemas from '@asyncapi/specs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, it } from 'vitest'
import { ERRORS } from '../../runtime/errors.ts'
import { readRoutes } from '../../runtime/routes/serverless-file.ts'
import { asyncApi, type OpenApi, openApi, openApiOf, operations } from '../support/api-documents.ts'
import { ROOT } from '../support/root.ts'

const table = readRoutes(`${ROOT}/serverless.yml`)
const operationsOf = (document: OpenApi) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  )

it('OpenAPI: valid by the official schema of 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone({ ...openApi }))
  expect([valid, errors, validator.version]).toEqual([true, undefined, '3.1'])
})

it('AsyncAPI: valid by the official schema of 3.0.0', () => {
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true, logger: false }))
  const { $schema: _, ...schema } = asyncApiSchemas.schemasWithoutId['3.0.0'] as Record<string, unknown>
  const validate = ajv.compile(schema)
  validate(structuredClone(asyncApi))
  expect(validate.errors).toBeNull()
})

it('OpenAPI: the routes of serverless.yml, each once, and no other', () => {
  const documented = operationsOf(openApi)
  expect(documented.map(([route]) => route).sort()).toEqual(
    table.http.map(({ method, path }) => `${method} ${path}`).sort(),
  )
  const ids = documented.map(([, { operationId }]) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
})

it('AsyncAPI: clients may send the message types that serverless.yml has routes for', () => {
  const routes = [...table.websocket.keys()].filter((key) => !key.startsWith('$'))
  expect(Object.keys(operations.received).sort()).toEqual(routes.sort())
  for (const { answer } of Object.values(operations.received)) expect(operations.sent).toHaveProperty(answer)
})

it('OpenAPI: every error has its own status and a valid example', () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false }))
  const inDocument = (schema: object) => ({ ...schema, components: openApi.components })
  for (const [route, { responses }] of operationsOf(openApi)) {
    for (const [status, { $ref }] of Object.entries(responses)) {
      if ($ref === undefined) continue
      const name = $ref.replace('#/components/responses/', '')
      const { schema = {}, examples = {} } =
        openApi.components.responses[name]?.content?.['application/json'] ?? {}
      expect(Object.keys(examples).length, name).toBeGreaterThan(0)
      for (const [code, { value }] of Object.entries(examples)) {
        expect(ERRORS, route).toHaveProperty(code)
        expect(ERRORS[code as keyof typeof ERRORS].status, `${route} ${code}`).toBe(Number(status))
        expect(ajv.validate(inDocument(schema), value), `${code}: ${ajv.errorsText()}`).toBe(true)
        // A caller sees a message, not the internal rule for the code.
        expect(JSON.stringify(value)).not.toContain(ERRORS[code as keyof typeof ERRORS].when)
      }
    }
  }
})

it('OpenAPI: a route needs a token where its handler checks one', () => {
  for (const [route, { operationId, security }] of operationsOf(openApi)) {
    const { access, ticket } = operations.http.find(({ id }) => id === operationId)?.operation ?? {}
    const alternatives: object[] = access === 'public' ? [] : [{ bearer: [] }]
    if (access !== 'public' && route.startsWith('GET ')) alternatives.push({ queryToken: [] })
    if (access !== 'public') alternatives.push({ session: [] })
    if (ticket !== undefined) alternatives.push({ ticket: [] })
    if (access === 'optional') alternatives.push({})
    expect(security, route).toEqual(alternatives)
  }
  const open = new Map(operationsOf(openApiOf(true)))
  expect(open.get('GET /api/v1/capture/images')?.security).toContainEqual({})
  expect(open.get('POST /api/v1/capture/test')?.security).toEqual([{ bearer: [] }, { session: [] }])
})

it('every example of a field fits the field', () => {
  for (const document of [openApi, asyncApi]) {
    const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true, logger: false }))
    ajv.addSchema({ $id: 'document', ...document })
    let count = 0
    const visit = (value: unknown, pointer: string): void => {
      if (typeof value !== 'object' || value === null) return
      const { examples } = value as { examples?: unknown }
      if (Array.isArray(examples)) {
        const validate = ajv.compile({ $ref: `document#${pointer}` })
        for (const example of examples) {
          count++
          expect(validate(example), `${pointer}: ${ajv.errorsText(validate.errors)}`).toBe(true)
        }
      }
      for (const [key, child] of Object.entries(value))
        visit(child, `${pointer}/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    }
    visit(document.components.schemas, '/components/schemas')
    expect(count).toBeGreaterThan(30)
  }
})

it('OpenAPI: no component has the name that generators give to an operation', () => {
  const taken = operationsOf(openApi).map(([, { operationId }]) => operationId.toLowerCase())
  for (const name of [
    ...Object.keys(openApi.components.schemas),
    ...Object.keys(openApi.components.responses),
  ]) {
    expect(name, 'a type name in any language').toMatch(/^[A-Z][A-Za-z0-9]*$/)
    for (const suffix of ['Request', 'Response', 'Body', 'Data', 'Params', 'Error'])
      for (const id of taken) expect(name.toLowerCase()).not.toBe(`${id}${suffix.toLowerCase()}`)
  }
})
