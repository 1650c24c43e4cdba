/** Generates openapi.json from the service's handlers, and from it the client's types (openapi-typescript). */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import openapiTS, { astToString } from 'openapi-typescript'
import { collectOperations } from '../functions/lib/api/collect.ts'
import { openApiDocument } from '../functions/lib/api/openapi-document.ts'

const HEADER = '/** Generated from ../../openapi.json by `npm run build:client`. Do not edit. */\n'

/** The document as the handlers describe it now, for a service that lets nobody read without a token. */
export async function generateDocument() {
  return openApiDocument(await collectOperations(), { anonymousRead: false })
}

/** TypeScript declarations of an OpenAPI document (`paths`, `components`, `operations`). */
export async function generateTypes(document: object): Promise<string> {
  const nodes = await openapiTS(structuredClone(document) as Parameters<typeof openapiTS>[0], {
    alphabetize: false,
    enum: false,
  })
  return format('src/api/schema.ts', HEADER + astToString(nodes))
}

/** The text as Biome formats it, so that the linter accepts the committed file. */
export function format(filename: string, text: string): string {
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')
  const options = ['format', `--stdin-file-path=client/${filename}`]
  return execFileSync(process.execPath, [biome, ...options], { input: text, encoding: 'utf8' })
}
