/**
 * The one queue of everything that decodes or encodes a picture because somebody looks: thumbnails, snapshots, live views. Captures do
 * not wait here, and come first: one decode runs at a time, and none begins while a capture runs.
 */
import { ServiceError } from './errors.ts'

/** A page of the gallery asks for 50 thumbnails, over the six connections that a browser opens. */
export const MAX_WAITING_PER_CLIENT = 64
export const MAX_WAITING = 256
const RETRY_AFTER_S = 2
/** Where captures follow each other without a pause, one decode in this time still goes on. */
const LONGEST_HOLD_MS = 200

interface Waiting {
  work: () => Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

export interface DecodeQueue {
  /**
   * Runs `work` in its turn. Clients take turns, so that one with many wishes delays another by one decode only. `client` is a person or
   * an address. Throws RATE_LIMITED above MAX_WAITING_PER_CLIENT and MAX_WAITING.
   */
  run<T>(client: string, work: () => Promise<T>): Promise<T>
}

/** `noCapture` resolves when no capture runs. */
export function openDecodeQueue(noCapture: () => Promise<void>): DecodeQueue {
  /** In the order of the clients' turns. */
  const clients = new Map<string, Waiting[]>()
  let waiting = 0
  let running = false

  const next = (): Waiting | undefined => {
    for (const [client, line] of clients) {
      clients.delete(client)
      const first = line.shift()
      // Behind the others, who come before its next wish.
      if (line.length > 0) clients.set(client, line)
      return first
    }
    return undefined
  }
  const work = async () => {
    running = true
    while (waiting > 0) {
      await holdForCapture(noCapture)
      const turn = next()
      if (turn === undefined) break
      waiting -= 1
      await turn.work().then(turn.resolve, turn.reject)
    }
    running = false
  }

  return {
    run<T>(client: string, wanted: () => Promise<T>) {
      const line = clients.get(client) ?? []
      if (line.length >= MAX_WAITING_PER_CLIENT || waiting >= MAX_WAITING) {
        const message = `Too many pictures are waiting to be made. Try again in ${RETRY_AFTER_S} s.`
        return Promise.reject(new ServiceError('RATE_LIMITED', message, { retryAfterS: RETRY_AFTER_S }))
      }
      return new Promise<T>((resolve, reject) => {
        line.push({ work: wanted, resolve: resolve as Waiting['resolve'], reject })
        clients.set(client, line)
        waiting += 1
        if (!running) void work()
      })
    },
  }
}

async function holdForCapture(noCapture: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const longest = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_HOLD_MS)
  })
  await Promise.race([noCapture(), longest])
  clearTimeout(timer)
}
