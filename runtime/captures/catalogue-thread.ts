/** The catalogue in a thread of its own, so that a slow disk (an SD card's fsync) never holds up the service. */
import { Worker } from 'node:worker_threads'
import { ServiceError } from '../errors.ts'
import type { Catalogue } from './catalogue.ts'

type Method = {
  [Name in keyof Catalogue]: Catalogue[Name] extends (...args: never[]) => unknown ? Name : never
}[keyof Catalogue]
type Remote = {
  [Name in Method]: (...args: Parameters<Catalogue[Name]>) => Promise<ReturnType<Catalogue[Name]>>
}

export type CatalogueThread = Remote

export interface Call {
  id: number
  method: Method
  args: unknown[]
}
export interface Answer {
  id: number
  value?: unknown
  error?: { message: string; sqliteCode: number | undefined }
}

/** Result codes of SQLite (sqlite.org/rescode.html): the disk is full, or does not work. */
const SQLITE_FULL = 13

/** Opens the catalogue of a folder; every method of Catalogue, as a promise. close() ends the thread. */
export async function openCatalogue(folder: string): Promise<CatalogueThread> {
  const worker = new Worker(new URL('./catalogue-worker.ts', import.meta.url), { workerData: folder })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  let nextId = 0

  worker.on('message', ({ id, value, error }: Answer) => {
    const call = waiting.get(id)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
    if (error) call?.reject(catalogueError(error, folder))
    else call?.resolve(value)
  })
  const end = (error: unknown) => {
    for (const call of waiting.values()) call.reject(error)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end(new ServiceError('CAPTURE_FAILED', 'The catalogue is closed.')))

  const call = (method: Method, args: unknown[]) =>
    new Promise((resolve, reject) => {
      const id = nextId++
      waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, method, args } satisfies Call)
    })
  // The first answer tells that the database is open.
  await call('usedBytes', [])
  return new Proxy({} as CatalogueThread, {
    // A promise resolves with this object: it must not look like a promise itself.
    get: (_, method: string) =>
      method === 'then' ? undefined : (...args: unknown[]) => call(method as Method, args),
  })
}

function catalogueError({ message, sqliteCode }: NonNullable<Answer['error']>, folder: string): ServiceError {
  const cause = new Error(message)
  if (sqliteCode === SQLITE_FULL) {
    return new ServiceError(
      'STORAGE_FULL',
      `${folder} is full: the catalogue could not be written. Free some space.`,
      { cause },
    )
  }
  return new ServiceError(
    'CAPTURE_FAILED',
    `The catalogue in ${folder} could not be read or written; check the disk and its permissions.`,
    { cause },
  )
}
