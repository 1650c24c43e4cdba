/** Thumbnails, made once and kept in memory up to a bound; the one longest unused goes first. */
import { thumbnail } from './encode.ts'

const MAX_BYTES = 32 * 1024 * 1024

export class Thumbnails {
  readonly #kept = new Map<string, Buffer>()
  /** Several who ask for the same at once wait for one. */
  readonly #beingMade = new Map<string, Promise<Buffer>>()
  #sizeBytes = 0

  /** `sha256` names the picture, so that a changed one is never served from here. */
  get(sha256: string, widthPx: number, read: () => Promise<Buffer>): Promise<Buffer> {
    const key = `${sha256} ${widthPx}`
    const kept = this.#kept.get(key)
    if (kept) {
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      return Promise.resolve(kept)
    }
    const made = this.#beingMade.get(key) ?? this.#make(key, widthPx, read)
    this.#beingMade.set(key, made)
    return made
  }

  async #make(key: string, widthPx: number, read: () => Promise<Buffer>): Promise<Buffer> {
    try {
      const small = await thumbnail(await read(), widthPx)
      this.#kept.set(key, small)
      this.#sizeBytes += small.length
      this.#shrink()
      return small
    } finally {
      this.#beingMade.delete(key)
    }
  }

  #shrink(): void {
    for (const [key, oldest] of this.#kept) {
      if (this.#sizeBytes <= MAX_BYTES) return
      this.#kept.delete(key)
      this.#sizeBytes -= oldest.length
    }
  }
}
