/** Closes each connection when its token ends. A warning before allows the client to renew the token over the open socket. */
import type { Connection } from '../device/connections.ts'

/** The warning comes so long before the end; with a shorter token, after half of its time. */
const WARNING_MS = 60_000
/** The longest delay of setTimeout; a longer one would run at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

type Watched = Pick<Connection, 'connectionId' | 'tokenEndsAtMs'>

export interface TokenEnds {
  /** Again for the same connection: the new end counts. */
  watch(connection: Watched): void
  forget(connectionId: string): void
}

/** `warn` and `end` are called with the connection's identifier. The end is fixed here, so a step of the wall clock later does not move it. */
export function watchTokenEnds(actions: {
  warn(connectionId: string, tokenEndsAtMs: number): void
  end(connectionId: string): void
}): TokenEnds {
  const timers = new Map<string, NodeJS.Timeout[]>()
  const forget = (connectionId: string) => {
    for (const timer of timers.get(connectionId) ?? []) clearTimeout(timer)
    timers.delete(connectionId)
  }
  return {
    forget,
    watch({ connectionId, tokenEndsAtMs }) {
      forget(connectionId)
      if (tokenEndsAtMs === null) return
      const leftMs = tokenEndsAtMs - Date.now()
      // A token for weeks: the service or its client starts again before.
      if (leftMs > LONGEST_DELAY_MS) return
      const warningMs = leftMs - Math.min(WARNING_MS, leftMs / 2)
      timers.set(connectionId, [
        setTimeout(() => actions.warn(connectionId, tokenEndsAtMs), warningMs).unref(),
        setTimeout(() => actions.end(connectionId), leftMs).unref(),
      ])
    },
  }
}
