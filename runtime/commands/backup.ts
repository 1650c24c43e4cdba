/** `npm run backup -- DIR [CAPTURE_DIR]`: a consistent copy while captures go on. Exit status 1 when a picture could not be copied. */
import { resolve } from 'node:path'
import { backup } from '../captures/backup/backup.ts'
import { captureFolder } from './capture-folder.ts'
import { reportCopy } from './report-copy.ts'

const [target, folder] = process.argv.slice(2)
if (target === undefined) {
  process.stderr.write('Name the folder to copy to: npm run backup -- DIR\n')
  process.exit(2)
}
await reportCopy(() => backup(captureFolder(folder), resolve(target)))
