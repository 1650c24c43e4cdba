/** `npm run restore -- DIR [CAPTURE_DIR]`: brings a backup back into an empty folder, while the service is stopped. */
import { resolve } from 'node:path'
import { restore } from '../captures/backup/restore.ts'
import { loadConfig } from '../config.ts'
import { captureFolder } from './capture-folder.ts'
import { commandLine } from './command-line.ts'
import { reportCopy } from './report-copy.ts'

const USAGE = `npm run restore -- DIR [CAPTURE_DIR]

Copies the backup in DIR into an empty folder, while the service is stopped. CAPTURE_DIR: the one of the settings if it is left out.
`

const [source = '', folder] = commandLine(USAGE, {}, { least: 1, most: 2 }).positionals
await reportCopy(() => restore(captureFolder(source), resolve(folder ?? loadConfig().storage.folder)))
