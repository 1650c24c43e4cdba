/** The catalogue in a worker thread, so that a slow disk (an SD card's fsync) never blocks the service. */

import { Worker } from 'node:worker_threads'
import { ServiceError } from '../../errors.ts'
import { storageError } from '../storage-error.ts'
import type { Operations } from './operations.ts'
import { NEWER_CATALOGUE } from './schema.ts'
import { SQLITE_BUSY, SQLITE_CORRUPT, SQLITE_FULL, SQLITE_NOTADB } from './sqlite-codes.ts'

type WithoutDatabase<Args extends unknown[]> = Args extends [unknown, ...infer Rest] ? Rest : never

/** Every operation, without its database and as a promise; close() ends the thread. */
export type CatalogueThread = {
  [Name in keyof Operations]: (
    ...args: WithoutDatabase<Parameters<Operations[Name]>>
  ) => Promise<ReturnType<Operations[Name]>>
} & { close(): Promise<void> }

export interface Call {
  id: number
  operation: keyof Operations | 'close'
  args: unknown[]
}
export interface Answer {
  id: number
  value?: unknown
  error?: { message: string; systemCode: string | undefined; sqliteCode: number | undefined }
}

/** `onOpened` is called when a database was opened, at start or because the folder was replaced. */
export function startCatalogue(folder: string, onOpened: () => void): CatalogueThread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: folder,
  })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let nextId = 0

  worker.on('message', (answer: Answer | 'opened') => {
    if (answer === 'opened') return onOpened()
    const { id, value, error } = answer
    const call = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (error) call?.reject(catalogueError(error, folder))
    else call?.resolve(value)
  })
  let ended: unknown
  const end = (error: unknown) => {
    ended ??= error
    for (const call of waiting.values()) call.reject(error)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end(new ServiceError('CAPTURE_FAILED', 'The catalogue is closed.')))

  const call = (operation: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended)
      const id = nextId++
      waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, operation, args })
    })
  return new Proxy({} as CatalogueThread, {
    // What a promise resolves with must not look like a promise itself.
    get: (_, name: string) => (name === 'then' ? undefined : (...args: unknown[]) => call(name, args)),
  })
}

function catalogueError(
  { message, systemCode, sqliteCode }: NonNullable<Answer['error']>,
  folder: string,
): ServiceError {
  const cause = Object.assign(new Error(message), { code: systemCode })
  const unusable = (reason: string) =>
    new ServiceError(
      'CAPTURE_FAILED',
      `The catalogue in ${folder} could not be read or written: ${reason}.`,
      { cause },
    )
  if (systemCode === NEWER_CATALOGUE) return unusable(message)
  if (sqliteCode === undefined) return storageError(cause, folder)
  if (sqliteCode === SQLITE_FULL) {
    const sentence = `${folder} is full: the catalogue could not be written. Free some space.`
    return new ServiceError('STORAGE_FULL', sentence, { cause })
  }
  const reasons: Record<number, string> = {
    [SQLITE_BUSY]: 'another process of the service uses it. Stop that process, or set another CAPTURE_DIR',
    [SQLITE_CORRUPT]: 'it is damaged: stop the service and restore a backup (docs/RELIABILITY.md)',
    [SQLITE_NOTADB]: 'it is damaged: stop the service and restore a backup (docs/RELIABILITY.md)',
  }
  return unusable(reasons[sqliteCode] ?? 'check the disk (dmesg) and its permissions')
}
