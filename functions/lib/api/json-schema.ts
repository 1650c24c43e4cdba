/** Converts zod schemas to JSON Schema 2020-12, which OpenAPI 3.1 and AsyncAPI 3 use. */
import type { CreateDocumentOptions } from 'zod-openapi'

/** Removes what zod and zod-openapi add beside the schema's meaning. */
export const SCHEMA_OPTIONS: CreateDocumentOptions = {
  override({ jsonSchema }) {
    const schema = jsonSchema as Record<string, unknown>
    // Clients must accept fields of later versions.
    if (schema.additionalProperties === false) delete schema.additionalProperties
    // 300 characters that repeat the format.
    if (schema.format === 'date-time') delete schema.pattern
    if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
    if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
    if ('example' in schema) {
      schema.examples = [schema.example]
      delete schema.example
    }
  },
}
