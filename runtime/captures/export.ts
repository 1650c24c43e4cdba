/** Streams a selection as one ZIP: the pictures, manifest.csv and SHA256SUMS. */
import { once } from 'node:events'
import type { FileHandle } from 'node:fs/promises'
import { PassThrough, type Readable } from 'node:stream'
import type { ZipArchive } from 'archiver'
import { fieldNames } from '../device/capture-fields.ts'
import { type CatalogueEntry, type CatalogueQuery, fieldOf } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { csvCell } from './csv.ts'
import { listPage } from './list-page.ts'
import type { StoredFiles } from './stored-files.ts'

const PAGE = 500
const COLUMNS = fieldNames(({ csv }) => csv === true)

type Selection = Omit<CatalogueQuery, 'limit' | 'cursor'>

/** NOT_EXPORTED.txt names the pictures whose files are gone or changed. A reader that leaves ends the export, and closes its files. */
export async function exportZip(
  files: StoredFiles,
  catalogue: CatalogueThread,
  query: Selection,
): Promise<Readable> {
  // Loaded for the first export, because it would make each start longer.
  const { ZipArchive } = await import('archiver')
  // Pictures are compressed already.
  const archive = new ZipArchive({ store: true })
  const output = new PassThrough()
  const left = new AbortController()
  archive.pipe(output)
  archive.on('error', (error: Error) => output.destroy(error))
  output.on('close', () => {
    left.abort()
    archive.abort()
  })
  fill(archive, files, entriesOf(catalogue, query), left.signal).catch((error) => output.destroy(error))
  return output
}

async function fill(
  archive: ZipArchive,
  files: StoredFiles,
  entries: AsyncIterable<CatalogueEntry>,
  left: AbortSignal,
): Promise<void> {
  const manifest = [COLUMNS.join(',')]
  const sums: string[] = []
  const missing: string[] = []
  for await (const entry of entries) {
    left.throwIfAborted()
    const { filename, sha256 } = entry.image_data
    const file = await files.open(entry.image_data).catch((error) => {
      if (!(error instanceof ServiceError) || error.code !== 'NOT_FOUND') throw error
      missing.push(error.message)
      return null
    })
    if (file === null) continue
    await append(archive, file, filename, left)
    manifest.push(COLUMNS.map((name) => csvCell(fieldOf(entry, name))).join(','))
    sums.push(`${sha256}  ${filename}`)
  }
  archive.append(`${manifest.join('\r\n')}\r\n`, { name: 'manifest.csv' })
  archive.append(`${sums.join('\n')}\n`, { name: 'SHA256SUMS' })
  if (missing.length > 0) archive.append(`${missing.join('\n')}\n`, { name: 'NOT_EXPORTED.txt' })
  await archive.finalize()
}

async function* entriesOf(catalogue: CatalogueThread, query: Selection): AsyncGenerator<CatalogueEntry> {
  let cursor: string | null = null
  do {
    const page = await listPage(catalogue, { ...query, limit: PAGE, ...(cursor === null ? {} : { cursor }) })
    yield* page.images
    cursor = page.next_cursor
  } while (cursor !== null)
}

/** One file at a time, so that memory stays bounded. Closes the file, also where the reader leaves meanwhile. */
async function append(archive: ZipArchive, file: FileHandle, name: string, left: AbortSignal): Promise<void> {
  const source = file.createReadStream({ start: 0 })
  const failed = new Promise<never>((_, reject) => source.once('error', reject))
  failed.catch(() => {})
  try {
    const added = once(archive, 'entry', { signal: left })
    archive.append(source, { name })
    await Promise.race([added, failed])
  } finally {
    source.destroy()
    await file.close()
  }
}
