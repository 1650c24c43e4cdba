/** `npm run build:client`: the types from the service's sources, then JavaScript and declarations in client/dist. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { generateApiTypes } from './types/generate.ts'

const HERE = import.meta.dirname
const API = join(HERE, 'src/api')
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

const files = generateApiTypes()
rmSync(API, { recursive: true, force: true })
mkdirSync(API)
for (const [filename, text] of files) writeFileSync(join(API, filename), text)
rmSync(join(HERE, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', HERE], { stdio: 'inherit' })
