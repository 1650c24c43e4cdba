/** Compares files and rows, and settles the differences: files that were added or removed without the service. */

import { hash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ImageFormat } from '../device/captures.ts'
import { logger } from '../logger.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { sha256Of } from './checksum.ts'
import { EXTENSIONS } from './file-name.ts'
import type { Difference } from './folder-scan-worker.ts'
import { readPicture } from './metadata.ts'
import type { Store } from './store.ts'

/** Compares the whole folder with all rows beside the running service, then settles what differs. */
export async function reconcile(
  folder: string,
  catalogue: CatalogueThread,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  const found = { adopted: 0, returned: 0, lost: 0, removed: 0 }
  for (const { kind, name } of await scan(folder, signal)) {
    if (signal.aborted) return
    // What went on meanwhile is no difference.
    if (kind === 'leftover') await store.removeTemporary(name)
    if (kind === 'unknown' && (await adopt(folder, name, catalogue))) found.adopted += 1
    if (kind === 'returned') {
      const sha256 = await sha256Of(join(folder, name))
      if (sha256 !== null && (await catalogue.found(name, sha256))) found.returned += 1
    }
    if (kind === 'unwanted' && (await store.remove(name))) found.removed += 1
    if (kind === 'missing' && !existsSync(join(folder, name))) {
      if (await catalogue.leave(name, 'lost', null)) found.lost += 1
    }
  }
  if (found.adopted + found.returned + found.lost + found.removed > 0)
    logger.warn('The folder and the catalogue differed', found)
}

async function scan(folder: string, signal: AbortSignal): Promise<Difference[]> {
  const worker = new Worker(new URL('./folder-scan-worker.ts', import.meta.url), { workerData: folder })
  const stop = () => worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  const differences: Difference[] = []
  worker.on('message', (difference: Difference) => differences.push(difference))
  try {
    await once(worker, 'exit')
    return differences
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * A file without a row is catalogued from what it says of itself. One that does not say it is ours is pinned: retention must
 * not take what the service did not write.
 */
async function adopt(folder: string, filename: string, catalogue: CatalogueThread): Promise<boolean> {
  try {
    const file = join(folder, filename)
    const bytes = await readFile(file)
    const { facts, width, height } = await readPicture(file)
    const requestedAt = facts?.freshness.requested_at ?? (await stat(file)).mtime.toISOString()
    await catalogue.adopt(
      filename,
      {
        sample_no: facts?.sample_no ?? sampleFromName(filename),
        submission_no: facts?.submission_no ?? null,
        description: facts?.description ?? '',
        format: formatOf(filename),
        requested_at: requestedAt,
        request_id: facts?.request_id ?? 'unknown',
        requested_by: null,
        idempotency_key: null,
        body_sha256: '',
      },
      {
        width,
        height,
        file_size: bytes.length,
        sha256: hash('sha256', bytes, 'hex'),
        captured_at: facts?.freshness.exposed_at ?? requestedAt,
        exposed_at: facts?.freshness.exposed_at ?? requestedAt,
        frame_sequence: facts?.freshness.frame_sequence ?? 0,
        latency_bound_ms: facts?.freshness.latency_bound_ms ?? null,
        latency_source: facts?.freshness.latency_source ?? null,
        clock_synchronised: facts?.freshness.clock_synchronised ?? null,
        clock: facts?.freshness.clock ?? 'arrival',
        frame_age_ms: facts?.freshness.frame_age_ms ?? 0,
      },
      facts === null,
    )
    return true
  } catch (error) {
    logger.warn('A file in the capture folder could not be catalogued', { filename, error: error as Error })
    return false
  }
}

const sampleFromName = (filename: string) =>
  filename.replace(/^capture_/, '').replace(/_\d{8}_\d{6}(_\d+)?\.\w+$/, '')

function formatOf(filename: string): ImageFormat {
  const extension = filename.slice(filename.lastIndexOf('.') + 1)
  return (Object.entries(EXTENSIONS).find(([, its]) => its === extension)?.[0] ?? 'JPEG') as ImageFormat
}
