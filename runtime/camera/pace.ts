/**
 * Do frames arrive at the camera's own pace? A sender that was cut off (a cable, packets that are sent again after 200 ms and more), or a
 * machine that stood still or is overloaded, leaves frames waiting where nobody sees them; they arrive later, and too fast. So after a frame
 * that is overdue, and after a standstill, no frame is trusted until several in a row came with the pauses that are usual for this camera.
 * After a standstill of this process the sender has frames in its own memory too, and a busy machine may hand them over at any pace: then
 * as many frames must have come as the camera made since.
 */

const PAUSES_KEPT = 15
const PAUSES_NEEDED = 3
/** Shorter than the shortest time after which Linux and most cameras send lost packets again (TCP_RTO_MIN, 200 ms). */
const OVERDUE_MIN_MS = 100
const OVERDUE_OF_LONGEST = 2
/** A frame that waited comes sooner after the one before it than this part of the usual pause. */
const EARLY = 0.7
const STEADY_FRAMES = 3
/** The count of frames is not exact: the pause is a median, and the last frame may be under way. */
const FRAMES_SHORT = 2
/** A camera whose pace has changed for good meanwhile. Longer than sockets and pipes can hold frames of a usual rate. */
const SUSPECT_MAX_MS = 5_000

export class Pace {
  readonly #pausesMs: number[] = []
  #lastStartAtMs: number | null = null
  #suspectSinceMs: number | null = null
  #steadyFrames = 0
  /** The start of the last frame before the standstill; null without one. */
  #owedSinceMs: number | null = null
  #framesSince = 0

  /** The process or the machine did not run for a while, until `atMs`. */
  noteStandstill(atMs: number): void {
    if (this.#owedSinceMs === null) {
      this.#owedSinceMs = this.#lastStartAtMs
      this.#framesSince = 0
    }
    this.#suspect(atMs)
  }

  /** Takes in that a frame began to arrive at `atMs`. Returns false for a frame that may have waited on the way. */
  isTrusted(atMs: number): boolean {
    const pauseMs = this.#lastStartAtMs === null ? null : atMs - this.#lastStartAtMs
    this.#lastStartAtMs = atMs
    this.#framesSince += 1
    if (pauseMs === null) return this.#suspectSinceMs === null
    if (this.#isOverdue(pauseMs)) {
      this.#suspect(atMs)
      this.#keep(pauseMs)
      return false
    }
    if (this.#suspectSinceMs === null) {
      this.#keep(pauseMs)
      return true
    }
    this.#steadyFrames = pauseMs >= EARLY * this.#usualPauseMs() ? this.#steadyFrames + 1 : 0
    const isSettled = this.#steadyFrames >= STEADY_FRAMES && !this.#isOwed(atMs)
    if (!isSettled && atMs - this.#suspectSinceMs < SUSPECT_MAX_MS) return false
    this.#suspectSinceMs = null
    this.#owedSinceMs = null
    return true
  }

  #suspect(atMs: number): void {
    this.#suspectSinceMs ??= atMs
    this.#steadyFrames = 0
  }

  /** Whether frames from during the standstill may still be on the way. */
  #isOwed(atMs: number): boolean {
    if (this.#owedSinceMs === null || this.#pausesMs.length < PAUSES_NEEDED) return false
    const made = Math.floor((atMs - this.#owedSinceMs) / this.#usualPauseMs())
    return this.#framesSince < made - FRAMES_SHORT
  }

  #isOverdue(pauseMs: number): boolean {
    const longestMs = Math.max(...this.#pausesMs, 0)
    return (
      this.#pausesMs.length >= PAUSES_NEEDED &&
      pauseMs > Math.max(OVERDUE_MIN_MS, OVERDUE_OF_LONGEST * longestMs)
    )
  }

  #keep(pauseMs: number): void {
    this.#pausesMs.push(pauseMs)
    if (this.#pausesMs.length > PAUSES_KEPT) this.#pausesMs.shift()
  }

  #usualPauseMs(): number {
    return [...this.#pausesMs].sort((a, b) => a - b)[this.#pausesMs.length >> 1] ?? 0
  }
}
