/** In a copy: one file in functions/ and one line in serverless.yml add an endpoint, and every check of the API passes. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addEndpoint } from '../support/added-endpoint.ts'
import { ROOT } from '../support/root.ts'

const LEFT_OUT = ['.git', 'node_modules', 'dist', 'captures', 'logs', '.serverless']
const SHOW_ROUTE = `
  const { collectOperations } = await import('./functions/lib/api/collect.ts')
  const { openApiDocument } = await import('./functions/lib/api/openapi-document.ts')
  const { paths } = openApiDocument(await collectOperations(), { anonymousRead: false })
  console.log(JSON.stringify(paths['/api/v1/added']?.get))`

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'new-endpoint-'))
  for (const name of readdirSync(ROOT).filter((entry) => !LEFT_OUT.includes(entry)))
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (source) => !/node_modules|\/dist$/.test(source.slice(ROOT.length)),
    })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  addEndpoint(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: folder })
const program = (path: string) => join(ROOT, 'node_modules', path)

it('is in openapi.json', async () => {
  const { stdout } = await run('--input-type=module', '--eval', SHOW_ROUTE)
  expect(JSON.parse(stdout)).toMatchObject({
    operationId: 'added',
    summary: 'An endpoint that a test added',
    security: [{ bearer: [] }, { queryToken: [] }, { session: [] }],
    responses: { 200: { description: 'The state now.' }, 401: {} },
  })
})

it('passes the linter, the import rule, and the tests of the documents and of the client', async () => {
  await run(program('@biomejs/biome/bin/biome'), 'check', 'functions/added.ts')
  await run(
    program('dependency-cruiser/bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    'functions',
  )
  const files = ['test/api/documents.test.ts', 'test/client/package.test.ts']
  await run(program('vitest/vitest.mjs'), 'run', ...files, '-t', 'AsyncAPI|OpenAPI|is generated from')
}, 120_000)
