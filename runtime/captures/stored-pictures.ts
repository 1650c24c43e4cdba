/** Lists, opens, corrects, pins, removes and exports stored pictures. */
import type { DecodeQueue } from '../decode-queue.ts'
import type { Captures } from '../device/captures.ts'
import { ServiceError } from '../errors.ts'
import type { CatalogueThread } from './catalogue/thread.ts'
import { exportZip } from './export.ts'
import { openExportPlaces } from './export-places.ts'
import { GONE } from './gone.ts'
import { listPage } from './list-page.ts'
import type { Store } from './store.ts'
import { openStoredFiles } from './stored-files.ts'
import { storedImage, thumbnailOf } from './stored-image.ts'
import { Thumbnails } from './thumbnails.ts'

/** Each method that names a picture throws NOT_FOUND, with why, where it is not stored (any more). */
export function openStoredPictures(
  folder: string,
  catalogue: CatalogueThread,
  store: Store,
  decodes: DecodeQueue,
): Pick<
  Captures,
  'list' | 'entry' | 'open' | 'thumbnail' | 'remove' | 'pin' | 'correct' | 'notePlate' | 'export'
> {
  const thumbnails = new Thumbnails(decodes)
  const files = openStoredFiles(folder)
  const exports = openExportPlaces()
  const stored = async (filename: string) => {
    const entry = await catalogue.entry(filename)
    if (entry?.state === 'stored') return entry
    const why = entry && GONE[entry.state]
    throw notFound(why ? `${filename}: ${why}` : filename)
  }

  return {
    list: (query) => listPage(catalogue, query),
    entry: stored,
    open: async (filename) => storedImage(files, await stored(filename)),
    async thumbnail(filename, wish) {
      return thumbnailOf(storedImage(files, await stored(filename)), wish, thumbnails)
    },
    async remove(filename, by) {
      await stored(filename)
      // The row first: a crash between the two is finished by the next start, never undone.
      if (await catalogue.leave(filename, 'deleted', by)) await store.remove(filename)
    },
    async pin(filename, pinned, by) {
      await stored(filename)
      const entry = await catalogue.pin(filename, pinned, by)
      if (entry === null) throw notFound(filename)
      return entry
    },
    async correct(filename, correction, reason, by) {
      await stored(filename)
      const entry = await catalogue.correct(filename, correction, reason, by)
      if (entry === null) throw notFound(filename)
      return entry
    },
    async export(query, client) {
      const giveBack = exports.take(client)
      try {
        const archive = await exportZip(files, catalogue, query)
        return archive.once('close', giveBack)
      } catch (error) {
        giveBack()
        throw error
      }
    },
    notePlate(filename, plate) {
      const text = JSON.stringify(plate)
      const codes = plate.reasons.map(({ code }) => code)
      return plate.verdict === 'rejected'
        ? catalogue.reject(filename, text, codes)
        : catalogue.notePlate(filename, text)
    },
  }
}

function notFound(what: string): ServiceError {
  return new ServiceError('NOT_FOUND', `The picture ${what} does not exist.`)
}
