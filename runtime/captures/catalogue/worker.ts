/** The catalogue's thread: opens the database, and runs one operation after the other. */
import { parentPort, workerData } from 'node:worker_threads'
import { CatalogueDatabase } from './database.ts'
import { operations } from './operations.ts'
import type { Answer, Call } from './thread.ts'

const post = (answer: Answer | 'opened') => parentPort?.postMessage(answer)
const database = new CatalogueDatabase(workerData, () => post('opened'))

parentPort?.on('message', ({ id, operation, args }: Call) => {
  post(answer(id, operation, args))
  if (operation === 'close') parentPort?.close()
})

function answer(id: number, operation: Call['operation'], args: unknown[]): Answer {
  try {
    if (operation === 'close') return { id, value: database.close() }
    // Before every operation, so that the catalogue recovers by itself.
    database.ensureOpen()
    const run = operations[operation] as (database: CatalogueDatabase, ...args: unknown[]) => unknown
    return { id, value: run(database, ...args) }
  } catch (thrown) {
    const { message, code, errcode } = thrown as Error & { code?: string; errcode?: number }
    // The primary result code is the low byte of an extended one (sqlite.org/rescode.html).
    return {
      id,
      error: { message, systemCode: code, sqliteCode: errcode === undefined ? undefined : errcode & 0xff },
    }
  }
}
