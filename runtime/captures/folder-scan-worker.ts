/**
 * Compares the folder with the catalogue, in a thread of its own with its own view of the database: a million files take
 * seconds, in which captures go on. Reports what differs, and changes nothing.
 */
import { existsSync, opendirSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { openReader } from './catalogue/reader.ts'
import { CAPTURE_NAME, TEMPORARY_NAME } from './file-name.ts'

export interface Difference {
  kind: 'leftover' | 'unknown' | 'returned' | 'unwanted' | 'missing'
  name: string
}

const BATCH = 1_000
const folder = String(workerData)
const report = (kind: Difference['kind'], name: string) =>
  parentPort?.postMessage({ kind, name } satisfies Difference)

const catalogue = openReader(folder)

function compare(names: string[]): void {
  const states = catalogue.statesOf(names)
  for (const name of names) {
    const state = states.get(name)
    if (state === undefined) report('unknown', name)
    if (state === 'lost') report('returned', name)
    // Its row says that it was to go: a crash came between the row and the file.
    if (state === 'deleted' || state === 'expired') report('unwanted', name)
  }
}

const names: string[] = []
const directory = opendirSync(folder, { bufferSize: BATCH })
for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
  if (TEMPORARY_NAME.test(entry.name)) report('leftover', entry.name)
  if (CAPTURE_NAME.test(entry.name) && entry.isFile()) names.push(entry.name)
  if (names.length === BATCH) compare(names.splice(0))
}
compare(names)
directory.closeSync()

for (const { filename } of catalogue.storedFiles()) {
  if (!existsSync(join(folder, filename))) report('missing', filename)
}
catalogue.close()
