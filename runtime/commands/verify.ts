/** `npm run verify [-- FOLDER] [--head HASH]`: checks CAPTURE_DIR or a backup. Exit status 1 when anything is wrong. */
import { parseArgs } from 'node:util'
import { verify } from '../captures/verify/verify.ts'
import { captureFolder } from './capture-folder.ts'

const { values, positionals } = parseArgs({ options: { head: { type: 'string' } }, allowPositionals: true })
const folder = captureFolder(positionals[0])
let problems = 0
const { pictures, events, head } = await verify(folder, values.head, ({ what, name, problem }) => {
  problems += 1
  process.stdout.write(`${what} ${name} ${problem}\n`)
})
process.stdout.write(
  `${folder}: ${pictures} pictures, ${events} events, ${problems} problem${problems === 1 ? '' : 's'}. Head: ${head}\n`,
)
process.exitCode = problems === 0 ? 0 : 1
