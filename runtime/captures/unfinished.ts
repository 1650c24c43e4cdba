/** Attempts that did not finish: those that fail now, and those that a crash interrupted. */
import { join } from 'node:path'
import type { ErrorCode } from '../errors.ts'
import { logger } from '../logger.ts'
import type { UnfinishedAttempt } from './catalogue/rows.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { sha256Of } from './checksum.ts'
import { temporaryName } from './file-name.ts'
import type { PictureFile } from './picture-file.ts'
import type { Store } from './store.ts'

/** The traces of a capture so far: its name in the catalogue, and its file. */
export interface Attempt {
  filename?: string
  file?: PictureFile
}

export interface GivenUp {
  /** Leaves nothing of a failed attempt but its row; what cannot be done now, as the disk is at fault, is done by settle(). */
  add(attempt: Attempt, code: ErrorCode, durations: Record<string, number>): Promise<void>
  /** Throws where the catalogue still cannot be written. */
  settle(): Promise<void>
}

export function openGivenUp(catalogue: CatalogueThread, store: Store): GivenUp {
  const pending: [filename: string, file: Attempt['file'], code: ErrorCode, Record<string, number>][] = []

  const settleOne = async ([filename, file, code, durations]: (typeof pending)[number]) => {
    const published = file?.published ?? null
    // On a full disk the row needs the room that its picture takes; the row cannot say `stored`, as it found none.
    if (code === 'STORAGE_FULL' && published !== null) await store.remove(published)
    // Otherwise the row first: whether it says `stored` is uncertain after a disk's error, and then the picture must be there.
    const noted = await catalogue.fail(filename, code, durations)
    if (noted && published !== null) await store.remove(published)
  }
  return {
    async add({ filename, file }, code, durations) {
      await file?.discard()
      if (filename === undefined) return
      const failed: (typeof pending)[number] = [filename, file, code, durations]
      await settleOne(failed).catch((error) => {
        pending.push(failed)
        logger.error('A failed capture could not be catalogued yet', error)
      })
    },
    async settle() {
      for (let next = pending[0]; next !== undefined; next = pending[0]) {
        await settleOne(next)
        pending.shift()
      }
    },
  }
}

/** Finishes the attempts of an earlier run: few, and needed before the first capture, since a retry may bring the same key. */
export async function finishAttempts(
  folder: string,
  catalogue: CatalogueThread,
  store: Store,
): Promise<void> {
  for (const attempt of await catalogue.unfinished()) {
    const { filename, idempotency_key } = attempt
    await store.removeTemporary(temporaryName(filename))
    const whole = await isWhole(folder, attempt)
    const answered = idempotency_key !== null && (await catalogue.byKey(idempotency_key)) !== null
    if (whole && !answered) {
      await catalogue.complete(filename, { total_ms: null, durations: {}, camera: null })
      logger.warn('Finished a capture that a crash had cut short', { filename })
    } else {
      await catalogue.fail(filename, 'CAPTURE_FAILED', {})
      // A later attempt was answered with another picture of the same key.
      if (whole) await store.remove(filename)
      // A file system without hard links: the crash came between the name and the bytes (publish.ts).
      else await store.remove(filename, 0)
    }
  }
}

/** The file has its name only once its bytes are on disk; other bytes are another's file. */
async function isWhole(folder: string, { filename, sha256 }: UnfinishedAttempt): Promise<boolean> {
  if (sha256 === null) return false
  try {
    return (await sha256Of(join(folder, filename))) === sha256
  } catch (error) {
    // One bad file must not keep the service from its captures; it stays where it is.
    logger.error('A picture that a crash cut short cannot be read', { filename, error: error as Error })
    return false
  }
}
