/** The thread that looks at pictures: bytes of an encoded picture in, facts out. checker.ts starts and ends it. */
import { parentPort } from 'node:worker_threads'
import { decode } from './decode.ts'
import { inspect } from './inspect.ts'

parentPort?.on('message', async ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
  try {
    parentPort?.postMessage({ id, inspection: await inspect(await decode(bytes)) })
  } catch (error) {
    parentPort?.postMessage({ id, problem: (error as Error).message })
  }
})
