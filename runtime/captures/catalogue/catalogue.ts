/** All that can be told to the catalogue and asked of it. Synchronous: it lives in a thread of its own. */
import type { CatalogueQuery } from '../../device/captures.ts'
import * as attempts from './attempts.ts'
import { usedBytes } from './counters.ts'
import { CatalogueDatabase } from './database.ts'
import { expiring } from './expiring.ts'
import { listSlice } from './listing.ts'
import * as pictures from './pictures.ts'
import type { Intent, Outcome, Picture } from './rows.ts'
import { statistics } from './statistics.ts'

/** Each method is explained where its function is. */
export class Catalogue {
  readonly #database: CatalogueDatabase

  constructor(folder: string, onOpened: () => void) {
    this.#database = new CatalogueDatabase(folder, onOpened)
  }

  /** Throws where the database cannot be opened; asked before every call, so that it recovers by itself. */
  ensureOpen(): void {
    this.#database.ensureOpen()
  }

  begin(intent: Intent, atMs: number) {
    return attempts.begin(this.#database, intent, atMs)
  }

  rename(filename: string, atMs: number) {
    return attempts.rename(this.#database, filename, atMs)
  }

  describe(filename: string, picture: Picture) {
    attempts.describe(this.#database, filename, picture)
  }

  complete(filename: string, outcome: Outcome) {
    return attempts.complete(this.#database, filename, outcome)
  }

  fail(filename: string, code: string, durations: Record<string, number>) {
    return attempts.fail(this.#database, filename, code, durations)
  }

  unfinished() {
    return attempts.unfinished(this.#database)
  }

  adopt(filename: string, intent: Intent, picture: Picture, pinned: boolean) {
    pictures.adopt(this.#database, filename, intent, picture, pinned)
  }

  found(filename: string, sha256: string) {
    return pictures.found(this.#database, filename, sha256)
  }

  leave(filename: string, kind: 'lost' | 'deleted' | 'expired', by: string | null) {
    return pictures.leave(this.#database, filename, kind, by)
  }

  pin(filename: string, pinned: boolean, by: string | null) {
    return pictures.pin(this.#database, filename, pinned, by)
  }

  entry(filename: string) {
    return pictures.entry(this.#database, filename)
  }

  byKey(key: string) {
    return pictures.byKey(this.#database, key)
  }

  list(query: CatalogueQuery) {
    return listSlice(this.#database, query)
  }

  statistics() {
    return statistics(this.#database)
  }

  usedBytes() {
    return usedBytes(this.#database)
  }

  expiring(before: string | null, bytesToFree: number, limit: number) {
    return expiring(this.#database, before, bytesToFree, limit)
  }

  close(): void {
    this.#database.close()
  }
}
