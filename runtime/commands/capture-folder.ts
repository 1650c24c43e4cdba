import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { catalogueFile } from '../captures/catalogue/database.ts'
import { ConfigError, EXIT_BAD_CONFIG, loadConfig } from '../config.ts'

/** The folder named, or the CAPTURE_DIR of the settings; ends the program with a sentence where it has no catalogue. */
export function captureFolder(named: string | undefined): string {
  try {
    const folder = named === undefined ? loadConfig().storage.folder : resolve(named)
    if (existsSync(catalogueFile(folder))) return folder
    process.stderr.write(`${folder} has no catalogue: name a CAPTURE_DIR or a backup.\n`)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\nOr name the folder itself.\n`)
  }
  process.exit(EXIT_BAD_CONFIG)
}
