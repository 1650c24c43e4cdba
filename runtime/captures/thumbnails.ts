/** Thumbnails: made once, one at a time, and kept in memory up to a bound. */
import { LRUCache } from 'lru-cache'
import { ServiceError } from '../errors.ts'
import { thumbnail } from './encode.ts'

const MAX_BYTES = 32 * 1024 * 1024
/** A page of the gallery asks for 50. */
const MAX_WAITING = 200
const RETRY_AFTER_S = 2

type Read = () => Promise<Buffer>

export class Thumbnails {
  /** Callers that ask for the same at once wait for one. */
  readonly #kept: LRUCache<string, Buffer, { widthPx: number; read: Read }>
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor() {
    this.#kept = new LRUCache({
      maxSize: MAX_BYTES,
      sizeCalculation: ({ length }) => length,
      fetchMethod: (_key, _stale, { context }) => this.#inTurn(context),
    })
  }

  /** `sha256` names the picture, so that a changed one is never served from here. Throws RATE_LIMITED where too many wait. */
  async get(sha256: string, widthPx: number, read: Read): Promise<Buffer> {
    const made = await this.#kept.fetch(`${sha256} ${widthPx}`, { context: { widthPx, read } })
    if (made === undefined) throw new Error(`no thumbnail was made of ${sha256}`)
    return made
  }

  /** One decode at a time: a capture never waits for more than one. */
  #inTurn({ widthPx, read }: { widthPx: number; read: Read }): Promise<Buffer> {
    if (this.#waiting >= MAX_WAITING) {
      const message = `${MAX_WAITING} thumbnails are waiting to be made. Try again in ${RETRY_AFTER_S} s.`
      return Promise.reject(new ServiceError('RATE_LIMITED', message, { retryAfterS: RETRY_AFTER_S }))
    }
    this.#waiting += 1
    const made = this.#last
      .then(async () => thumbnail(await read(), widthPx))
      .finally(() => {
        this.#waiting -= 1
      })
    this.#last = made.catch(() => {})
    return made
  }
}
