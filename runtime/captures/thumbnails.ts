/** Thumbnails: made once, in the queue of all decodes, and kept in memory up to a bound. */
import { LRUCache } from 'lru-cache'
import type { DecodeQueue } from '../decode-queue.ts'
import { thumbnail } from './encode.ts'

const MAX_BYTES = 32 * 1024 * 1024

export interface Wish {
  widthPx: number
  /** A person or an address; clients take turns. */
  client: string
  read(): Promise<Buffer>
}

export class Thumbnails {
  /** Callers that ask for the same at once wait for one. */
  readonly #kept: LRUCache<string, Buffer, Wish>

  constructor(decodes: DecodeQueue) {
    this.#kept = new LRUCache({
      maxSize: MAX_BYTES,
      sizeCalculation: ({ length }) => length,
      fetchMethod: (_key, _stale, { context: { client, widthPx, read } }) =>
        decodes.run(client, async () => thumbnail(await read(), widthPx)),
    })
  }

  /** `sha256` names the picture, so that a changed one is never served from here. Throws RATE_LIMITED where too many wait. */
  async get(sha256: string, wish: Wish): Promise<Buffer> {
    const made = await this.#kept.fetch(`${sha256} ${wish.widthPx}`, { context: wish })
    if (made === undefined) throw new Error(`no thumbnail was made of ${sha256}`)
    return made
  }
}
