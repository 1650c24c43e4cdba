/** Turns callbacks into an async iterator for one reader. */
export class Mailbox<T> implements AsyncIterable<T> {
  #waiting: T[] = []
  #ended = false
  #failure: unknown
  #wake: () => void = () => {}

  put(item: T): void {
    this.#waiting.push(item)
    this.#wake()
  }

  /** The reader gets what is waiting, then ends. */
  end(): void {
    this.#ended = true
    this.#wake()
  }

  /** The reader gets what is waiting, then the failure. */
  fail(reason: unknown): void {
    this.#failure ??= { reason }
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const items = this.#waiting
      this.#waiting = []
      yield* items
      if (this.#waiting.length > 0) continue
      if (this.#failure !== undefined) throw (this.#failure as { reason: unknown }).reason
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
