import { BackupError } from '../captures/backup/backup-error.ts'
import type { Copied } from '../captures/backup/copy-pictures.ts'

/** Runs a copy and says what it did; exit status 1 where a picture could not be copied, 2 where nothing was begun. */
export async function reportCopy(copy: () => Promise<Copied>): Promise<void> {
  try {
    const { copied, kept, removed, damaged } = await copy()
    for (const filename of damaged)
      process.stderr.write(`${filename} is missing or is not what was stored: see npm run verify\n`)
    process.stdout.write(
      `${copied} copied, ${kept} were there already, ${removed} removed as at their source, ${damaged.length} damaged\n`,
    )
    process.exitCode = damaged.length === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  }
}
