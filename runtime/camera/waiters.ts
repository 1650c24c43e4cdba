/** Those who wait for a frame of a session: each with its own earliest time and signal. */
import type { ServiceError } from '../errors.ts'
import type { Frame, FrameRequest } from './port.ts'

interface Waiter {
  notBeforeMs: number
  resolve(frame: Frame): void
  reject(reason: unknown): void
}

export class Waiters {
  readonly #waiting = new Set<Waiter>()
  #fault: ServiceError | undefined

  get count(): number {
    return this.#waiting.size
  }

  /** The earliest moment that anybody would take, Infinity when nobody waits. */
  get earliestMs(): number {
    let earliest = Number.POSITIVE_INFINITY
    for (const { notBeforeMs } of this.#waiting) earliest = Math.min(earliest, notBeforeMs)
    return earliest
  }

  wait({ notBeforeMs, signal }: FrameRequest): Promise<Frame> {
    if (this.#fault) return Promise.reject(this.#fault)
    if (signal.aborted) return Promise.reject(signal.reason)
    return new Promise<Frame>((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiter)
        signal.removeEventListener('abort', abort)
      }
      const abort = () => {
        leave()
        reject(signal.reason)
      }
      const waiter: Waiter = {
        notBeforeMs,
        resolve(frame) {
          leave()
          resolve(frame)
        },
        reject(reason) {
          leave()
          reject(reason)
        },
      }
      this.#waiting.add(waiter)
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  /** Gives the frame to every waiter for which it is fresh enough. The first gets the frame, each other one a separate copy. */
  give(frame: Frame): void {
    let first = true
    for (const waiter of [...this.#waiting]) {
      if (frame.exposedAtMs < waiter.notBeforeMs) continue
      waiter.resolve(first ? frame : { ...frame, data: Buffer.from(frame.data) })
      first = false
    }
  }

  /** Rejects everyone, and all who come later. */
  fail(fault: ServiceError): void {
    this.#fault = fault
    for (const waiter of [...this.#waiting]) waiter.reject(fault)
  }
}
