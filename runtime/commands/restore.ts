/** `npm run restore -- DIR [CAPTURE_DIR]`: brings a backup back into an empty folder, while the service is stopped. */
import { resolve } from 'node:path'
import { restore } from '../captures/backup/restore.ts'
import { loadConfig } from '../config.ts'
import { captureFolder } from './capture-folder.ts'
import { reportCopy } from './report-copy.ts'

const [source, folder] = process.argv.slice(2)
if (source === undefined) {
  process.stderr.write('Name the backup: npm run restore -- DIR\n')
  process.exit(2)
}
await reportCopy(() => restore(captureFolder(source), resolve(folder ?? loadConfig().storage.folder)))
