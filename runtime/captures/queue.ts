import { ServiceError } from '../errors.ts'

/** One capture at a time; some may wait in order, the next is refused. */
export class Queue {
  readonly #places: number
  #last: Promise<unknown> = Promise.resolve()
  #count = 0

  /** `places`: how many may wait beside the one that runs (CAPTURE_QUEUE). */
  constructor(places: number) {
    this.#places = places
  }

  get running(): boolean {
    return this.#count > 0
  }

  /**
   * Runs `capture` when it is its turn; `waited` says that another came first. `onWait` is called at once where one does. Throws
   * CAPTURE_IN_PROGRESS when one runs and every place is taken.
   */
  async run<T>(capture: (waited: boolean) => Promise<T>, onWait: () => void): Promise<T> {
    if (this.#count > this.#places) {
      const message =
        this.#places === 0
          ? 'A capture is in progress; try again when it has finished.'
          : `A capture is in progress and ${this.#places} wait already.`
      throw new ServiceError('CAPTURE_IN_PROGRESS', message, { retryAfterS: 1 })
    }
    const waits = this.#count > 0
    this.#count += 1
    if (waits) onWait()
    const turn = this.#last.then(() => capture(waits))
    this.#last = turn.catch(() => {})
    try {
      return await turn
    } finally {
      this.#count -= 1
    }
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    await this.#last
  }
}
