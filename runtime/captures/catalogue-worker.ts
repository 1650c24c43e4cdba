import { parentPort, workerData } from 'node:worker_threads'
import { Catalogue } from './catalogue.ts'
import type { Answer, Call } from './catalogue-thread.ts'

const catalogue = new Catalogue(workerData)

parentPort?.on('message', ({ id, method, args }: Call) => {
  parentPort?.postMessage(
    answer(id, () => (catalogue[method] as (...args: unknown[]) => unknown).apply(catalogue, args)),
  )
  if (method === 'close') process.exit(0)
})

function answer(id: number, run: () => unknown): Answer {
  try {
    return { id, value: run() }
  } catch (thrown) {
    const error = thrown as Error & { errcode?: number }
    // The primary result code is the low byte of an extended one.
    return {
      id,
      error: {
        message: error.message,
        sqliteCode: error.errcode === undefined ? undefined : error.errcode & 0xff,
      },
    }
  }
}
