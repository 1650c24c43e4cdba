/** The published package: its types are the service's own, and a project that installs it can use it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { generateApiTypes } from '../../client/types/generate.ts'
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

it("has the types that the service's sources have now (npm run build:client makes them)", () => {
  for (const [filename, text] of generateApiTypes())
    expect(readFileSync(join(ROOT, 'client/src/api', filename), 'utf8')).toBe(text)
}, 60_000)

it('installs into a scratch project, whose types check and whose capture works', async () => {
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
