/** At start, files and rows are brought together: what a crash cut short is finished or noted, what was moved by hand is seen. */
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { opendir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { logger } from '../logger.ts'
import type { Intent, Stored } from './catalogue.ts'
import type { CatalogueThread } from './catalogue-thread.ts'
import { CAPTURE_NAME, EXTENSIONS } from './file-name.ts'
import { readPicture } from './metadata.ts'

const BATCH = 500

/** Finishes the attempts of the last run: few, and needed before the first capture, since a retry may bring the same key. */
export async function finishIntents(folder: string, catalogue: CatalogueThread): Promise<void> {
  for (const intent of await catalogue.intents()) {
    // The file has its final name only after its bytes were on disk: it is whole.
    if (existsSync(join(folder, intent.filename))) {
      await catalogue.complete(intent.id, await describe(folder, intent.filename, intent.requestedAt))
      logger.warn('Finished a capture that a crash had cut short', { filename: intent.filename })
    } else {
      await catalogue.fail(intent.id, 'CAPTURE_FAILED', {})
    }
  }
}

/** The whole folder against all rows, in batches beside the running service. */
export async function reconcile(
  folder: string,
  catalogue: CatalogueThread,
  signal: AbortSignal,
): Promise<void> {
  const found = { adopted: 0, lost: 0, removed: 0 }
  let names: string[] = []
  const settle = async () => {
    const states = await catalogue.statesOf(names)
    for (const name of names) {
      const state = states[name]
      if (state === undefined && (await adopt(folder, name, catalogue))) found.adopted += 1
      // Its row says that it was to go: a crash came between the row and the file.
      if (state === 'deleted' || state === 'expired') {
        await unlink(join(folder, name))
        found.removed += 1
      }
    }
    names = []
  }
  for await (const { name } of await opendir(folder)) {
    if (signal.aborted) return
    if (CAPTURE_NAME.test(name)) names.push(name)
    if (names.length === BATCH) await settle()
  }
  await settle()

  for (let last = 0; !signal.aborted; ) {
    const rows = await catalogue.storedAfter(last, BATCH)
    if (rows.length === 0) break
    last = rows.at(-1)?.id as number
    const present = await Promise.all(
      rows.map(({ filename }) =>
        stat(join(folder, filename)).then(
          () => true,
          (error) => error.code !== 'ENOENT',
        ),
      ),
    )
    for (const [index, { filename }] of rows.entries()) {
      if (!present[index] && (await catalogue.leave(filename, 'lost', null))) found.lost += 1
    }
  }
  if (found.adopted + found.lost + found.removed > 0)
    logger.warn('The folder and the catalogue differed', found)
}

/** A file without a row is catalogued. One that does not say it is ours is pinned: retention must not take what we did not write. */
async function adopt(folder: string, filename: string, catalogue: CatalogueThread): Promise<boolean> {
  try {
    const { facts } = await readPicture(join(folder, filename))
    const { mtime } = await stat(join(folder, filename))
    const requestedAt = facts?.freshness.requested_at ?? mtime.toISOString()
    const stored = await describe(folder, filename, requestedAt)
    const intent: Intent = {
      sampleNo: facts?.sample_no ?? sampleFromName(filename),
      submissionNo: facts?.submission_no ?? null,
      description: facts?.description ?? '',
      format: formatOf(filename),
      requestedAt,
      requestId: facts?.request_id ?? 'unknown',
      requestedBy: null,
      idempotencyKey: null,
      bodySha256: '',
    }
    await catalogue.adopt(intent, stored, facts === null)
    return true
  } catch (error) {
    logger.warn('A file in the capture folder is no picture that can be catalogued', {
      filename,
      error: error as Error,
    })
    return false
  }
}

/** What a picture on disk says: its receipt where it carries one, else the little that is certain. */
async function describe(folder: string, filename: string, requestedAt: string): Promise<Stored> {
  const file = join(folder, filename)
  const bytes = await readFile(file)
  const { facts, width, height } = await readPicture(file)
  return {
    filename,
    width,
    height,
    fileSize: bytes.length,
    sha256: hash('sha256', bytes, 'hex'),
    exposedAt: facts?.freshness.exposed_at ?? requestedAt,
    frameSequence: facts?.freshness.frame_sequence ?? 0,
    clock: facts?.freshness.clock ?? 'arrival',
    frameAgeMs: facts?.freshness.frame_age_ms ?? 0,
    totalMs: 0,
    durations: {},
    camera: facts?.camera ?? null,
  }
}

const sampleFromName = (filename: string) =>
  filename.replace(/^capture_/, '').replace(/_\d{8}_\d{6}(_\d+)?\.\w+$/, '')

function formatOf(filename: string): Intent['format'] {
  const extension = filename.slice(filename.lastIndexOf('.') + 1)
  return (Object.entries(EXTENSIONS).find(([, its]) => its === extension)?.[0] ?? 'JPEG') as Intent['format']
}
