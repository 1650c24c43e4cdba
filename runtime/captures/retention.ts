/** Retention: by age and by total size, oldest first; never a pinned picture, never a file that is not in the catalogue. */
import { logger } from '../logger.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import type { Store } from './store.ts'

const BATCH = 200
const HOUR_MS = 3_600_000

export interface RetentionRules {
  /** MAX_CAPTURE_AGE_HOURS; 0 keeps all. */
  maxAgeHours: number
  /** MAX_STORAGE_MB in bytes; 0 sets no limit. */
  maxBytes: number
}

export async function sweepOnce(
  catalogue: CatalogueThread,
  store: Store,
  { maxAgeHours, maxBytes }: RetentionRules,
): Promise<{ removed: number; freed_bytes: number }> {
  const before = maxAgeHours > 0 ? new Date(Date.now() - maxAgeHours * HOUR_MS).toISOString() : null
  const swept = { removed: 0, freed_bytes: 0 }
  for (;;) {
    const excess = maxBytes > 0 ? Math.max(0, (await catalogue.usedBytes()) - maxBytes) : 0
    const expiring = await catalogue.expiring(before, excess, BATCH)
    for (const { filename, fileSize } of expiring) {
      // The row first: a crash between the two is finished by the next start, never undone.
      if (!(await catalogue.leave(filename, 'expired', null))) continue
      const removed = await store.remove(filename, fileSize)
      if (!removed) logger.warn('Retention left a file that is not what was stored', { filename })
      swept.removed += 1
      swept.freed_bytes += removed ? fileSize : 0
    }
    if (expiring.length < BATCH) return swept
  }
}
