/** The thread that looks at pictures: bytes of an encoded picture in, facts out. checker.ts starts and ends it. */
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { decode } from './decode.ts'
import { inspect } from './inspect.ts'

// On Linux this is the thread's own priority: captures and live view come first.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

parentPort?.on('message', async ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
  try {
    parentPort?.postMessage({ id, inspection: await inspect(await decode(bytes)) })
  } catch (error) {
    parentPort?.postMessage({ id, problem: (error as Error).message })
  }
})
