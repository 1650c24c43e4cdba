/** Values for fuzzing: good ones from the documents' examples, and those that break programs. */
import fc from 'fast-check'
import { openApi } from '../support/api-documents.ts'

interface Schema {
  $ref?: string
  type?: string
  enum?: unknown[]
  const?: unknown
  examples?: unknown[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
}

const HOSTILE_TEXTS = [
  '',
  ' ',
  '\0',
  '..',
  '../../../../etc/passwd',
  '%2e%2e%2f',
  '%',
  '%zz',
  '%ff',
  'x'.repeat(5_000),
  '<script>alert(1)</script>',
  "' OR 1=1 --",
  '=1+1',
  'T\u200b-1',
  'T\u202e1',
  '\ud800',
  '\ufffd',
  'e\u0301',
  'กข-1',
  '🧪',
  'NaN',
  '1e309',
  '-1',
  '0x10',
  '9'.repeat(30),
  '__proto__',
  'constructor',
  'toString',
  'null',
  '[]',
  '{}',
  'line\r\nInjected: yes',
  '2024-02-30T25:61:61Z',
]
export const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
)
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, 0, -1, 1e308, Number.MAX_SAFE_INTEGER + 1, [], {}, [[]], { $ref: '#' }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Mostly what the schema describes, so that requests get behind the validation; sometimes anything. */
export function arbitraryOf(schema: object): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: goodValue(schema as Schema) },
    { weight: 1, arbitrary: hostileValue },
  )
}

function goodValue(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return goodValue(named(schema.$ref))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(goodValue))
  if (schema.properties !== undefined) {
    const fields = Object.entries(schema.properties).map(
      ([name, field]) => [name, arbitraryOf(field)] as const,
    )
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] })
  }
  if (schema.examples !== undefined) return fc.constantFrom(...schema.examples)
  if (schema.type === 'integer' || schema.type === 'number') return fc.integer({ min: -1, max: 5_000 })
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'null') return fc.constant(null)
  return fc.string({ maxLength: 20 })
}

const named = (reference: string) =>
  openApi.components.schemas[reference.replace('#/components/schemas/', '')] as Schema
