/** When the folder was last backed up: a note in it, so that the doctor can warn where pictures expire and no copy is made. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const FILE = '.last-backup.json'

interface LastBackup {
  /** ISO 8601. */
  at: string
  /** The folder with the copy. */
  to: string
}

/** After a backup that copied everything. The backup does not fail when the folder cannot be written. */
export async function noteBackup(folder: string, to: string): Promise<void> {
  const note: LastBackup = { at: new Date().toISOString(), to }
  await writeFile(join(folder, FILE), `${JSON.stringify(note)}\n`).catch(() => {})
}

/** Null where none is known. */
export function lastBackup(folder: string): LastBackup | null {
  try {
    const { at, to } = JSON.parse(readFileSync(join(folder, FILE), 'utf8'))
    return Number.isNaN(Date.parse(at)) ? null : { at, to: String(to) }
  } catch {
    return null
  }
}
