/** Captures wait until unfinished work of an earlier run is done. The whole folder is compared beside them. */
import { setTimeout as delay } from 'node:timers/promises'
import { logger } from '../logger.ts'
import { type CatalogueThread, startCatalogue } from './catalogue/thread.ts'
import { reconcile } from './reconcile.ts'
import type { Store } from './store.ts'
import { finishAttempts } from './unfinished.ts'

export interface Readiness {
  catalogue: CatalogueThread
  /** Resolves when captures can be taken; throws why not. Tried again at every call, and meanwhile by itself. */
  ready(): Promise<void>
  /** Why captures cannot be catalogued; null when they can. */
  problem(): string | null
  close(): Promise<void>
}

const RETRY_MS = 5_000
/** Leaves the start its processor: nothing waits for the comparison. */
const COMPARE_AFTER_MS = 1_000

/** `onFinished` is called for each database that was opened, when its last run is finished. */
export function openReadiness(
  folder: string,
  store: Store,
  onFinished: (catalogue: CatalogueThread) => Promise<void>,
): Readiness {
  /** Counts the databases that were opened: one more when the folder was replaced. */
  let opened = 0
  let finished: { of: number; done: Promise<void> } | undefined
  let problem: string | null = null
  let retry: NodeJS.Timeout | undefined
  let compared: Promise<void> = Promise.resolve()
  const closing = new AbortController()
  const catalogue = startCatalogue(folder, () => {
    opened += 1
  })

  const compareLater = async () => {
    await delay(COMPARE_AFTER_MS, undefined, { signal: closing.signal, ref: false })
    await reconcile(folder, catalogue, store, closing.signal)
  }
  const finish = async () => {
    await finishAttempts(folder, catalogue, store)
    await onFinished(catalogue)
    compared = compareLater().catch((error) => {
      if (!closing.signal.aborted) logger.error('The folder could not be compared with the catalogue', error)
    })
  }
  const tryToFinish = async () => {
    // Asking opens the database where it is not open.
    await catalogue.usedBytes()
    if (finished?.of !== opened) finished = { of: opened, done: finish() }
    await finished.done
    problem = null
  }
  const ready = async (): Promise<void> => {
    if (finished?.of === opened && problem === null) return finished.done
    clearTimeout(retry)
    try {
      await tryToFinish()
    } catch (error) {
      finished = undefined
      problem = (error as Error).message
      if (!closing.signal.aborted) retry = setTimeout(() => ready().catch(() => {}), RETRY_MS).unref()
      throw error
    }
  }
  return {
    catalogue,
    ready,
    problem: () => problem,
    async close() {
      closing.abort()
      clearTimeout(retry)
      await compared
      await catalogue.close()
    },
  }
}
