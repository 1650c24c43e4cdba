/** Thumbnails, made once and kept in memory up to a bound; the one longest unused goes first. */
import { thumbnail } from './encode.ts'

const MAX_BYTES = 32 * 1024 * 1024

export class Thumbnails {
  readonly #kept = new Map<string, Promise<Buffer>>()
  #sizeBytes = 0

  /** `sha256` names the picture, so that a changed one is never served from here. */
  async get(sha256: string, widthPx: number, read: () => Promise<Buffer>): Promise<Buffer> {
    const key = `${sha256} ${widthPx}`
    const known = this.#kept.get(key)
    if (known) {
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known
    }
    const made = read().then((picture) => thumbnail(picture, widthPx))
    this.#kept.set(key, made)
    try {
      this.#sizeBytes += (await made).length
    } catch (error) {
      this.#kept.delete(key)
      throw error
    }
    await this.#shrink()
    return made
  }

  async #shrink(): Promise<void> {
    for (const [key, oldest] of this.#kept) {
      if (this.#sizeBytes <= MAX_BYTES || this.#kept.size === 1) return
      this.#kept.delete(key)
      this.#sizeBytes -= (await oldest).length
    }
  }
}
