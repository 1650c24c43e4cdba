import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigError, EXIT_BAD_CONFIG, loadConfig } from '../../config.ts'

/** The folder named, or the CAPTURE_DIR of the settings; ends the program with a sentence where there is none. */
export function captureFolder(named: string | undefined): string {
  try {
    const folder = named === undefined ? loadConfig().storage.folder : resolve(named)
    if (existsSync(folder)) return folder
    process.stderr.write(`${folder} does not exist.\n`)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\nOr name the folder itself.\n`)
  }
  process.exit(EXIT_BAD_CONFIG)
}
