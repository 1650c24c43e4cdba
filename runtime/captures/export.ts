/** Streams a selection as one ZIP: the pictures, manifest.csv and SHA256SUMS. */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import { ZipArchive } from 'archiver'
import { fieldNames } from '../device/capture-fields.ts'
import { type CatalogueQuery, fieldOf } from '../device/captures.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { listPage } from './list-page.ts'

const PAGE = 500

export function exportZip(
  folder: string,
  catalogue: CatalogueThread,
  query: Omit<CatalogueQuery, 'limit' | 'cursor'>,
): Readable {
  // Pictures are compressed already.
  const archive = new ZipArchive({ store: true })
  const output = new PassThrough()
  archive.pipe(output)
  archive.on('error', (error: Error) => output.destroy(error))
  output.on('close', () => archive.abort())
  fill(archive, folder, catalogue, query).catch((error) => output.destroy(error))
  return output
}

async function fill(
  archive: ZipArchive,
  folder: string,
  catalogue: CatalogueThread,
  query: Omit<CatalogueQuery, 'limit' | 'cursor'>,
): Promise<void> {
  const manifest = [COLUMNS.join(',')]
  const sums: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listPage(catalogue, {
      ...query,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const image of page.images) {
      const { filename, sha256 } = image.image_data
      if (!(await append(archive, join(folder, filename), filename))) continue
      manifest.push(COLUMNS.map((name) => csv(fieldOf(image, name))).join(','))
      sums.push(`${sha256}  ${filename}`)
    }
    if (page.next_cursor === null) break
    cursor = page.next_cursor
  }
  archive.append(`${manifest.join('\r\n')}\r\n`, { name: 'manifest.csv' })
  archive.append(`${sums.join('\n')}\n`, { name: 'SHA256SUMS' })
  await archive.finalize()
}

/** One file at a time, so that memory stays bounded. False for a picture that was deleted while the archive was made. */
async function append(archive: ZipArchive, file: string, name: string): Promise<boolean> {
  const handle = await open(file).catch((error) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (handle === null) return false
  await new Promise<void>((resolve, reject) => {
    const source = handle.createReadStream()
    source.once('error', reject)
    archive.once('entry', () => resolve())
    archive.append(source, { name })
  })
  return true
}

const COLUMNS = fieldNames(({ csv }) => csv === true)

/** RFC 4180; a leading = + - @ would be run as a formula by a spreadsheet, so it gets an apostrophe before it. */
function csv(value: unknown): string {
  const text = String(value ?? '')
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
