/**
 * Looks at pictures in a thread of its own, one at a time. A look that takes too long or too much memory ends the thread, which the
 * next look starts again: the rest of the service never waits for it and never fails with it.
 */
import { Worker } from 'node:worker_threads'
import type { Inspection } from './facts.ts'

export interface CheckerOptions {
  timeLimitMs: number
  memoryLimitMb: number
  /** Looks that may wait; one more is refused. */
  queuePlaces: number
  /** What the thread sees of the environment. */
  env: Record<string, string>
  /** The thread's program; a test gives one that hangs, crashes or eats memory. */
  program?: URL
}

export interface Checker {
  /** Throws an Error whose message says why the picture was not looked at. */
  inspect(bytes: Uint8Array): Promise<Inspection>
  close(): Promise<void>
}

const PROGRAM = new URL('./worker.ts', import.meta.url)

export function openChecker({
  timeLimitMs,
  memoryLimitMb,
  queuePlaces,
  env,
  program = PROGRAM,
}: CheckerOptions): Checker {
  let worker: Worker | undefined
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  let id = 0

  const start = () => {
    worker ??= new Worker(program, { env, resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb } })
    worker.unref()
    return worker
  }
  const stop = async () => {
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }

  const look = (bytes: Uint8Array) =>
    new Promise<Inspection>((resolve, reject) => {
      const thread = start()
      const wanted = ++id
      const end = (act: () => void) => {
        clearTimeout(timer)
        thread.off('message', onMessage)
        thread.off('error', onError)
        thread.off('exit', onExit)
        act()
      }
      const fail = (message: string) =>
        end(() => {
          thread.on('error', () => {})
          void stop()
          reject(new Error(message))
        })
      const onMessage = (answer: { id: number; inspection?: Inspection; problem?: string }) => {
        if (answer.id !== wanted) return
        const { inspection, problem } = answer
        if (inspection !== undefined) end(() => resolve(inspection))
        else end(() => reject(new Error(`The check failed: ${problem}`)))
      }
      const onError = (error: Error) => fail(`The check failed: ${error.message}`)
      const onExit = (code: number) => fail(`The check ended with status ${code}.`)
      const timer = setTimeout(() => fail(`The check took longer than ${timeLimitMs} ms.`), timeLimitMs)
      thread.on('message', onMessage)
      thread.on('error', onError)
      thread.on('exit', onExit)
      thread.postMessage({ id: wanted, bytes })
    })

  return {
    inspect(bytes) {
      if (waiting > queuePlaces)
        return Promise.reject(new Error(`${waiting} pictures wait for their check already.`))
      waiting += 1
      const result = last.then(() => look(bytes))
      last = result
        .catch(() => {})
        .finally(() => {
          waiting -= 1
        })
      return result
    },
    close: stop,
  }
}
