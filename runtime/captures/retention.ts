/** Retention by age and by total size, oldest first. It never removes a pinned picture or a file that is not in the catalogue. */
import { logger } from '../logger.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import type { Store } from './store.ts'

const BATCH = 200
const HOUR_MS = 3_600_000

export interface RetentionRules {
  /** MAX_CAPTURE_AGE_HOURS, of the time that the service has run; 0 keeps all. */
  maxAgeHours: number
  /** MAX_STORAGE_MB in bytes; 0 sets no limit. */
  maxBytes: number
  /** DELIVER_TO is set: a picture stays until the store has confirmed it. */
  onlyDelivered: boolean
}

export async function sweepOnce(
  catalogue: CatalogueThread,
  store: Store,
  { maxAgeHours, maxBytes, onlyDelivered }: RetentionRules,
): Promise<{ removed: number; freed_bytes: number }> {
  const swept = { removed: 0, freed_bytes: 0 }
  for (;;) {
    const excess = maxBytes > 0 ? Math.max(0, (await catalogue.usedBytes()) - maxBytes) : 0
    const expiring = await catalogue.expiring(maxAgeHours * HOUR_MS, excess, BATCH, onlyDelivered)
    for (const { filename, file_size } of expiring) {
      // The row first: a crash between the two is finished by the next start, never undone.
      if (!(await catalogue.leave(filename, 'expired', null))) continue
      const removed = await store.remove(filename, file_size)
      if (!removed) logger.warn('Retention left a file that is not what was stored', { filename })
      swept.removed += 1
      swept.freed_bytes += removed ? file_size : 0
    }
    if (expiring.length < BATCH) return swept
  }
}
