/** How many exports run at once: each holds a file and buffers until its reader has it, or has left. */
import { ServiceError } from '../errors.ts'

export const EXPORTS_PER_CLIENT = 4
export const EXPORTS = 16
const RETRY_AFTER_S = 10

export interface ExportPlaces {
  /** Takes a place, and returns how to give it back. `client` is a person or an address. Throws RATE_LIMITED where none is left. */
  take(client: string): () => void
}

export function openExportPlaces(): ExportPlaces {
  const taken = new Map<string, number>()
  let all = 0
  return {
    take(client) {
      const own = taken.get(client) ?? 0
      if (own >= EXPORTS_PER_CLIENT || all >= EXPORTS) {
        const message = `Too many exports are running: ${own} of this client, ${all} of all. Wait until one has ended.`
        throw new ServiceError('RATE_LIMITED', message, { retryAfterS: RETRY_AFTER_S })
      }
      taken.set(client, own + 1)
      all += 1
      let given = false
      return () => {
        if (given) return
        given = true
        all -= 1
        const left = (taken.get(client) ?? 1) - 1
        if (left === 0) taken.delete(client)
        else taken.set(client, left)
      }
    },
  }
}
