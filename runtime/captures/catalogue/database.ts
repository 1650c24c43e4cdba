/** The database of the catalogue, for one process at a time. It is opened again when its folder was replaced. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { monotonicMs } from '../../clock.ts'
import { FILE_MODE, FOLDER_MODE } from '../permissions.ts'
import type { Row } from './hash-chain.ts'
import { migrate } from './schema.ts'
import { keptClocks } from './service-clock.ts'

type Value = string | number | null

/** How long a start waits for the process before it to let go of the folder: a graceful stop takes up to 10 s. */
const LOCK_WAIT_MS = 12_000

/** In a hidden folder, so that a listing of the capture folder shows pictures only. */
export const catalogueFile = (folder: string) => join(folder, '.catalogue', 'catalogue.sqlite')
const lockFile = (folder: string) => join(folder, '.catalogue', 'lock.sqlite')

/** For looking beside a running service: WAL lets readers be. */
export function openReadOnly(folder: string): DatabaseSync {
  return new DatabaseSync(catalogueFile(folder), { readOnly: true, timeout: 5_000 })
}

/**
 * Locks the folder for this process until the returned function is called or the process ends, however it ends: SQLite's
 * exclusive lock is the kernel's fcntl lock, which Node has no call for. Throws SQLITE_BUSY where another process has it.
 */
export function lockFolder(folder: string, waitMs: number): () => void {
  keepPrivate(lockFile(folder))
  const lock = new DatabaseSync(lockFile(folder), { timeout: waitMs })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw error
  }
  return () => lock.close()
}

/** Makes the folder and the catalogue's folder in it where they are missing. */
export function makeCatalogueFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  const inside = dirname(catalogueFile(folder))
  // Not recursive: on a read-only disk that reports ENOENT instead of EROFS.
  if (!existsSync(inside)) mkdirSync(inside, { mode: FOLDER_MODE })
}

/**
 * Gives a database the mode of a picture; SQLite creates it for everybody to read, and gives its -wal and -shm files the same mode.
 * A file that is there is not opened here: closing it would release the locks that this process has on it (fcntl(2)).
 */
function keepPrivate(database: string): void {
  if (!existsSync(database)) closeSync(openSync(database, 'wx', FILE_MODE))
  for (const file of [database, `${database}-wal`, `${database}-shm`]) {
    try {
      chmodSync(file, FILE_MODE)
    } catch {
      // It is not there, or the file system keeps no modes: then the options of its mount decide.
    }
  }
}

interface Opened {
  database: DatabaseSync
  unlock: () => void
  inode: number
  openedAtMs: number
  kept: ReturnType<typeof keptClocks>
}

export class CatalogueDatabase {
  /** The folder whose pictures it has the rows of. */
  readonly folder: string
  readonly #onOpened: () => void
  readonly #monotonicMs: () => number
  #open: Opened | undefined
  /** Only a start waits: later tries are in the way of captures, which are answered. */
  #lockWaitMs = LOCK_WAIT_MS
  readonly #statements = new Map<string, StatementSync>()

  /** `onOpened` is called whenever another database was opened than before, whose last run may have to be finished. */
  constructor(folder: string, onOpened: () => void, now = monotonicMs) {
    this.folder = folder
    this.#onOpened = onOpened
    this.#monotonicMs = now
  }

  /**
   * Opens the database where it is not open, or where its file is no longer the one that is open: a folder that was removed
   * takes its catalogue with it, and writing on would go to a file that nobody can find.
   */
  ensureOpen(): void {
    const found = statSync(catalogueFile(this.folder), { throwIfNoEntry: false })
    if (this.#open !== undefined && found?.ino === this.#open.inode) return
    this.close()
    makeCatalogueFolder(this.folder)
    const lockWaitMs = this.#lockWaitMs
    this.#lockWaitMs = 0
    const unlock = lockFolder(this.folder, lockWaitMs)
    try {
      keepPrivate(catalogueFile(this.folder))
      const database = new DatabaseSync(catalogueFile(this.folder), { timeout: 5_000 })
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      migrate(database)
      // SQLite's own lower() knows ASCII only.
      database.function('fold', { deterministic: true }, (text) => String(text).toLowerCase())
      const counter = database.prepare('SELECT value FROM counters WHERE name = ?')
      this.#open = {
        database,
        unlock,
        inode: statSync(catalogueFile(this.folder)).ino,
        openedAtMs: this.#monotonicMs(),
        kept: keptClocks((name) => counter.get(name)?.value as number | undefined),
      }
    } catch (error) {
      unlock()
      throw error
    }
    this.#onOpened()
  }

  /** How long the service has run over this catalogue (service-clock.ts). */
  serviceClockMs(): number {
    const { kept, openedAtMs } = this.#opened()
    return kept.serviceClockMs + (this.#monotonicMs() - openedAtMs)
  }

  /** The wall clock as an earlier run last kept it, in ms since the epoch; null in a new catalogue. */
  get lastWallClockMs(): number | null {
    return this.#opened().kept.wallClockMs
  }

  /** All of `change` or nothing of it. */
  transaction<T>(change: () => T): T {
    const { database } = this.#opened()
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = change()
      database.exec('COMMIT')
      return result
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }

  get(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined
  }

  all(sql: string, ...values: Value[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }

  /** How many rows it changed. */
  run(sql: string, ...values: Value[]): number {
    return Number(this.#prepare(sql).run(...values).changes)
  }

  close(): void {
    this.#statements.clear()
    this.#open?.database.close()
    this.#open?.unlock()
    this.#open = undefined
  }

  #opened() {
    if (this.#open === undefined) throw new Error('the catalogue is not open')
    return this.#open
  }

  #prepare(sql: string): StatementSync {
    const prepared = this.#statements.get(sql) ?? this.#opened().database.prepare(sql)
    this.#statements.set(sql, prepared)
    return prepared
  }
}
