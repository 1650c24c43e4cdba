/** `npm run build:client`: openapi.json and the types from the service's handlers, then JavaScript and declarations in dist/. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { commandLine } from '../runtime/commands/command-line.ts'
import { format, generateDocument, generateTypes } from './generate.ts'

const USAGE = `npm run build:client

Writes openapi.json and the types from the handlers, then JavaScript and declarations into client/dist.
`

commandLine(USAGE, {})
const HERE = import.meta.dirname
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

const document = await generateDocument()
writeFileSync(join(HERE, 'openapi.json'), format('openapi.json', JSON.stringify(document, null, 2)))
writeFileSync(join(HERE, 'src/api/schema.ts'), await generateTypes(document))
rmSync(join(HERE, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', HERE], { stdio: 'inherit' })
