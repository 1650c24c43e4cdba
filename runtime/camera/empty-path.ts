/**
 * When a stream's path was last known to be empty. Bytes that queued on the way (the socket, the peer's send buffer, a writer
 * blocked in write(2)) carry old frames, so the arrival of a frame says nothing by itself. What can be observed:
 *
 * - libuv reads a flowing stream in every poll phase until a read comes back short, and setImmediate's callback runs after it.
 *   So when a poll phase passed between two probes and no bytes came, the kernel's buffer was empty at some moment between them.
 *   A mere gap between bytes proves nothing: the process may have been stopped in it.
 * - Behind our buffer a sender refills it as soon as there is room: within a scheduling delay on the same machine, within a round
 *   trip from another. So one empty moment does not do: probes must find it empty, closely spaced, for a whole window (a third of
 *   the frame interval). A probe that comes late begins the window anew; one before the poll phase is none.
 * - A frame whose first byte came after such a moment was not on the way at that moment; that moment, less the latency that the
 *   source is said to have, is the earliest that its exposure can have begun.
 *
 * So freshness is proved if a round trip is shorter than the window and the stated latency is true; where a source sends
 * without any pause, nothing can be proved, and `knownEmptyAtMs` stays behind. Probing runs only while somebody waits.
 */
import { monotonicMs } from '../clock.ts'

const PROBE_INTERVAL_MS = 1
const MAX_PROBE_GAP_MS = 15
const WINDOW_OF_INTERVAL = 1 / 3
const MIN_WINDOW_MS = 3
const MAX_WINDOW_MS = 25

export class EmptyPath {
  /** The path was empty at some moment after this one; -Infinity before that was seen. */
  knownEmptyAtMs = Number.NEGATIVE_INFINITY
  #windowMs: number
  #timer: NodeJS.Timeout | undefined
  #lastProbeAtMs = 0
  #emptySinceMs: number | null = null
  #bytesSinceProbe = true
  #polledSinceProbe = false

  constructor(frameIntervalMs: number) {
    this.#windowMs = windowFor(frameIntervalMs)
  }

  set frameIntervalMs(milliseconds: number) {
    this.#windowMs = windowFor(milliseconds)
  }

  /** To be called with every chunk, before it is looked at. */
  noteBytes(): void {
    this.#bytesSinceProbe = true
  }

  startProbing(): void {
    if (this.#timer) return
    this.#emptySinceMs = null
    this.#bytesSinceProbe = true
    this.#lastProbeAtMs = monotonicMs()
    this.#awaitPoll()
    this.#timer = setInterval(() => this.#probe(), PROBE_INTERVAL_MS)
  }

  stopProbing(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #awaitPoll(): void {
    this.#polledSinceProbe = false
    setImmediate(() => {
      this.#polledSinceProbe = true
    })
  }

  #probe(): void {
    if (!this.#polledSinceProbe) return
    const nowMs = monotonicMs()
    const late = nowMs - this.#lastProbeAtMs > MAX_PROBE_GAP_MS
    if (this.#bytesSinceProbe || late) this.#emptySinceMs = null
    else if (this.#emptySinceMs === null) this.#emptySinceMs = nowMs
    else if (this.#lastProbeAtMs - this.#emptySinceMs >= this.#windowMs)
      this.knownEmptyAtMs = this.#lastProbeAtMs
    this.#bytesSinceProbe = false
    this.#lastProbeAtMs = nowMs
    this.#awaitPoll()
  }
}

function windowFor(frameIntervalMs: number): number {
  return Math.min(MAX_WINDOW_MS, Math.max(MIN_WINDOW_MS, frameIntervalMs * WINDOW_OF_INTERVAL))
}
