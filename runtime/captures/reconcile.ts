/** Compares files and rows, and settles the differences: files that were added or removed without the service. */
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { logger } from '../logger.ts'
import { adopt } from './adopt.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { sha256Of } from './checksum.ts'
import type { Difference } from './folder-scan-worker.ts'
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
    // Each difference is checked again, because captures go on meanwhile.
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
  const worker = new Worker(new URL('./folder-scan-worker.ts', import.meta.url), {
    workerData: folder,
  })
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
