/** The zod schemas as JSON Schema 2020-12, which OpenAPI 3.1 and AsyncAPI 3 take. */
import { z } from 'zod'
import { models } from './model.ts'

export type JsonSchema = Record<string, unknown>

const reference = (id: string) => ({ $ref: `#/components/schemas/${id}` })

/** Collects schemas for one document: requests as they are sent, answers as they arrive, named models by reference. */
export class SchemaCollection {
  readonly #requests = new Map<z.ZodType, string>()
  readonly #answers = new Map(models)
  readonly #wanted: JsonSchema[] = []

  /** Gives back the reference to it; one that has a name already keeps it. */
  addAnswer(id: string, schema: z.ZodType): JsonSchema {
    const name = this.#answers.get(schema) ?? id
    this.#answers.set(schema, name)
    return this.#want(name)
  }

  addRequest(id: string, schema: z.ZodType): JsonSchema {
    this.#requests.set(schema, id)
    return this.#want(id)
  }

  #want(id: string): JsonSchema {
    const wanted = reference(id)
    this.#wanted.push(wanted)
    return wanted
  }

  /** For `components/schemas`: what was added, and the models that it refers to. */
  toComponents(): Record<string, JsonSchema> {
    const all = { ...toJsonSchemas(this.#answers, 'output'), ...toJsonSchemas(this.#requests, 'input') }
    const reached = new Set<string>()
    const reach = (schema: unknown): void => {
      for (const [, id] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
        if (id === undefined || reached.has(id)) continue
        reached.add(id)
        reach(all[id])
      }
    }
    reach(this.#wanted)
    return Object.fromEntries(Object.entries(all).filter(([id]) => reached.has(id)))
  }
}

function toJsonSchemas(ids: Map<z.ZodType, string>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of ids) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => reference(id).$ref,
    override: ({ jsonSchema }) => tidy(jsonSchema),
  })
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema as JsonSchema]),
  )
}

/** One field of a path, query or header, as its value is after it was read. */
export function fieldSchema(schema: z.ZodType): JsonSchema {
  const { $schema, ...field } = z.toJSONSchema(schema, { override: ({ jsonSchema }) => tidy(jsonSchema) })
  return field
}

/** What zod adds beside the schema's meaning. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  // Clients must live with fields of later versions.
  if (schema.additionalProperties === false) delete schema.additionalProperties
  // 300 characters that say what the format says.
  if (schema.format === 'date-time') delete schema.pattern
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if ('example' in schema) {
    schema.examples = [schema.example]
    delete schema.example
  }
}
