/** The published package: its types match the service, and another project can install and use it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { generateDocument, generateTypes } from '../../client/generate.ts'
import { ROOT } from '../support/root.ts'
import { startHere, token } from '../support/service.ts'

const USE = `
import { createClient, type CaptureData, type CaptureServiceError } from 'vision-capture-client'
const client = createClient({ baseUrl: process.argv[2] ?? '', token: process.argv[3] ?? '' })
const capture = client.capture({ sample_no: 'PACKED' })
const stages: string[] = []
for await (const { stage } of capture) stages.push(stage)
const taken: CaptureData = await capture
const code = await client.metadata('missing.jpg').catch(({ code }: CaptureServiceError) => code)
// @ts-expect-error: a request has no such field, and the types must say so.
client.capture({ sample: 'PACKED' })
console.log(JSON.stringify({ sample: taken.sample_no, stages: stages.length, code }))
`

const committed = (file: string) => readFileSync(join(ROOT, 'client', file), 'utf8')

it('is generated from the handlers as they are now (npm run build:client)', async () => {
  const document = JSON.parse(committed('openapi.json'))
  // A new endpoint does not change the client; every endpoint and type that the client knows must be current.
  expect(JSON.parse(JSON.stringify(await generateDocument()))).toMatchObject(document)
  expect(committed('src/api/schema.ts')).toBe(await generateTypes(document))
}, 60_000)

it('installs into a new project, which passes the type check and takes a picture', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vision-client-'))
  const service = await startHere()
  try {
    const run = async (command: string, ...args: string[]) =>
      (await promisify(execFile)(command, args, { cwd: folder })).stdout
    await run('npm', 'pack', '--silent', '--pack-destination', folder, join(ROOT, 'client'))
    writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}')
    await run('npm', 'install', '--silent', '--offline', '--no-audit', './vision-capture-client-2.0.0.tgz')
    writeFileSync(join(folder, 'use.ts'), USE)
    // For `process` and `fetch`; a browser's project has lib dom instead.
    symlinkSync(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'))
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    const strict = '--strict --noEmit --module nodenext --target es2024 --types node'.split(' ')
    await run(process.execPath, tsc, ...strict, 'use.ts')
    const printed = await run(process.execPath, 'use.ts', service.address, await token())
    expect(JSON.parse(printed)).toEqual({ sample: 'PACKED', stages: 5, code: 'NOT_FOUND' })
  } finally {
    await service.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
