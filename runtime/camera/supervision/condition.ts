/** The condition of the camera now: its state, its fault, and the listeners for changes. */
import { monotonicMs } from '../../clock.ts'
import type { ServiceError } from '../../errors.ts'
import type { CameraSession, CameraState } from '../port.ts'
import { isSilence } from './silence.ts'

export class Condition {
  state: CameraState = 'closed'
  /** The camera while it is open, warmed up and giving frames. */
  session: CameraSession | null = null
  /** What ended or prevented the last session; null while one lives. */
  fault: ServiceError | null = null
  everOpened = false
  /** When the silence that lasts now was noticed, on the monotonic clock; null while there is none. */
  silentSinceMs: number | null = null
  /** How often it was opened again. */
  reopened = 0
  readonly #listeners = new Set<() => void>()

  /** Calls back on every change; gives back the function that stops it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  announce(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  become(state: CameraState): void {
    if (this.state === state) return
    this.state = state
    this.announce()
  }

  opened(session: CameraSession): void {
    this.session = session
    if (this.everOpened) this.reopened += 1
    this.everOpened = true
    this.fault = null
    this.silentSinceMs = null
    this.become('streaming')
  }

  failed(fault: ServiceError): void {
    const isAnother = fault.message !== this.fault?.message
    this.fault = fault
    const state = isSilence(fault) ? 'silent' : 'faulted'
    this.silentSinceMs = state === 'silent' ? (this.silentSinceMs ?? monotonicMs()) : null
    if (this.state !== state) this.become(state)
    else if (isAnother) this.announce()
  }

  /** Resolves at the next change. Rejects with the signal's reason. */
  nextChange(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const forget = this.onChange(resolve)
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    return promise.finally(() => {
      forget()
      signal.removeEventListener('abort', abort)
    })
  }
}
