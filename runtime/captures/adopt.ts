/** Catalogues a file that no row names, as it is after the loss of a catalogue, or when somebody copies a picture into the folder. */
import { hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { FreshnessReceipt } from '../device/captures.ts'
import { logger } from '../logger.ts'
import { type AdoptedFacts, adoptedFacts } from './adopted-facts.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { readPicture } from './metadata.ts'
import { openRegularFile } from './open-file.ts'
import { formatOf, KIND_BYTES, kindOf } from './picture-kind.ts'

/**
 * Returns whether the file was catalogued. Only a whole raster picture of the format in its name is. Its own facts are believed as
 * far as adoptedFacts does; where some are missing or not valid it is pinned: retention must not remove what the service did not write.
 */
export async function adopt(folder: string, filename: string, catalogue: CatalogueThread): Promise<boolean> {
  let handle: FileHandle | null = null
  try {
    handle = await openRegularFile(join(folder, filename))
    if (handle === null) throw new Error('It is not a regular file, or it is too large for a picture.')
    const bytes = await readRaster(handle, filename)
    const { mtimeMs, mtime } = await handle.stat()
    const { facts: found, width, height } = await readPicture(bytes)
    const facts = adoptedFacts(found, mtimeMs)
    const freshness = facts?.freshness ?? unknownFreshness(mtime.toISOString())
    const { requested_at, ...receipt } = freshness
    await catalogue.adopt(
      filename,
      {
        ...fieldsOf(facts, filename),
        format: formatOf(filename),
        requested_at,
        requested_by: null,
        idempotency_key: null,
        body_sha256: '',
      },
      {
        ...receipt,
        captured_at: receipt.exposed_at,
        width,
        height,
        file_size: bytes.length,
        sha256: hash('sha256', bytes, 'hex'),
      },
      facts === null || facts.freshness === null,
    )
    return true
  } catch (error) {
    logger.warn('A file in the capture folder could not be catalogued', { filename, error: error as Error })
    return false
  } finally {
    await handle?.close()
  }
}

/** The bytes of a file, once its first ones show a picture of the format in its name. */
async function readRaster(handle: FileHandle, filename: string): Promise<Buffer> {
  const head = Buffer.alloc(KIND_BYTES)
  await handle.read(head, 0, KIND_BYTES, 0)
  const kind = kindOf(head)
  if (kind === undefined || !filename.endsWith(`.${kind}`))
    throw new Error('Its bytes are not a picture of the format that its name says.')
  return handle.readFile()
}

function fieldsOf(facts: AdoptedFacts | null, filename: string) {
  if (facts === null)
    return {
      sample_no: sampleFromName(filename),
      submission_no: null,
      description: '',
      request_id: 'unknown',
    }
  const { freshness: _, ...fields } = facts
  return fields
}

const sampleFromName = (filename: string) =>
  filename.replace(/^capture_/, '').replace(/_\d{8}_\d{6}(_\d+)?\.\w+$/, '')

function unknownFreshness(writtenAt: string): FreshnessReceipt {
  return {
    requested_at: writtenAt,
    exposed_at: writtenAt,
    frame_sequence: 0,
    clock: 'arrival',
    frame_age_ms: 0,
    latency_bound_ms: null,
    latency_source: null,
    clock_synchronised: null,
  }
}
