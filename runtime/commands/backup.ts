/** `npm run backup -- DIR [CAPTURE_DIR]`: a consistent copy while captures go on. Exit status 1 when a picture could not be copied. */
import { resolve } from 'node:path'
import { backup } from '../captures/backup/backup.ts'
import { noteBackup } from '../captures/backup/last-backup.ts'
import { captureFolder } from './capture-folder.ts'
import { commandLine } from './command-line.ts'
import { reportCopy } from './report-copy.ts'

const USAGE = `npm run backup -- DIR [CAPTURE_DIR]

Copies the pictures and the catalogue to DIR while captures go on. Run it again to bring DIR up to date.
`

const [target = '', folder] = commandLine(USAGE, {}, { least: 1, most: 2 }).positionals
const source = captureFolder(folder)
await reportCopy(() => backup(source, resolve(target)))
if (process.exitCode === 0) await noteBackup(source, resolve(target))
