/** `npm run verify [-- FOLDER] [--head HASH]`: checks CAPTURE_DIR or a backup. Exit status 1 when anything is wrong. */
import { verify } from '../captures/verify/verify.ts'
import { captureFolder } from './capture-folder.ts'
import { commandLine } from './command-line.ts'

const USAGE = `npm run verify [-- FOLDER] [--head HASH]

Checks every picture and event of CAPTURE_DIR, or of the FOLDER (a capture folder or a backup). Exit status 1 when anything is wrong.

  --head HASH  the head that an earlier run printed: it must still be in the chain
`

const { values, positionals } = commandLine(USAGE, { head: { type: 'string' } }, { least: 0, most: 1 })
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
