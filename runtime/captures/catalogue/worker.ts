import { parentPort, workerData } from 'node:worker_threads'
import { Catalogue } from './catalogue.ts'
import type { Answer, Call } from './thread.ts'

const post = (answer: Answer | 'opened') => parentPort?.postMessage(answer)
const catalogue = new Catalogue(workerData, () => post('opened'))

parentPort?.on('message', ({ id, method, args }: Call) => {
  post(answer(id, method, args))
  if (method === 'close') parentPort?.close()
})

function answer(id: number, method: Call['method'], args: unknown[]): Answer {
  try {
    if (method !== 'close') catalogue.ensureOpen()
    return { id, value: (catalogue[method] as (...args: unknown[]) => unknown).apply(catalogue, args) }
  } catch (thrown) {
    const { message, code, errcode } = thrown as Error & { code?: string; errcode?: number }
    // The primary result code is the low byte of an extended one (sqlite.org/rescode.html).
    return {
      id,
      error: { message, systemCode: code, sqliteCode: errcode === undefined ? undefined : errcode & 0xff },
    }
  }
}
