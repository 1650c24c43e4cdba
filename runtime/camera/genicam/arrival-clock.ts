/**
 * When a frame can have been exposed, for a camera whose own clock cannot be asked. A frame that arrived after a moment at which
 * nothing was on the way to us cannot have been exposed before that moment, less the longest that the camera takes to send it.
 *
 * That nothing is on the way is seen by probing: no packet in the kernel's queue and no filled buffer. libaravis stamps a frame when
 * its thread looks at the first packet, on the wall clock. Its thread may hold a packet that is out of the queue and not stamped
 * yet, so a probe counts for frames stamped after a later probe that found the path empty too. A step of the wall clock in between
 * makes the stamps worthless.
 */

const PROBE_MIN_GAP_MS = 4
const MAX_CLOCK_STEP_MS = 2

interface Probe {
  atMs: number
  /** Wall clock less monotonic clock. */
  wallOffsetMs: number
}

export class ArrivalClock {
  /** Empty probes, newest last, that no busy one came after. */
  #empty: Probe[] = []
  /** A probe that found the path empty, and the one that confirmed it. */
  #known: { emptyAtMs: number; confirmed: Probe } | undefined

  /** To be called often while somebody waits: a look at the path, with both clocks as they are at it. */
  probe(pathIsEmpty: boolean, monotonicMs: number, wallMs: number): void {
    if (!pathIsEmpty) {
      this.#empty = []
      return
    }
    const probe = { atMs: monotonicMs, wallOffsetMs: wallMs - monotonicMs }
    const confirmed = this.#empty.findLast(({ atMs }) => monotonicMs - atMs >= PROBE_MIN_GAP_MS)
    if (confirmed !== undefined) {
      this.#known = { emptyAtMs: confirmed.atMs, confirmed: probe }
      this.#empty = this.#empty.filter(({ atMs }) => atMs >= confirmed.atMs)
    }
    this.#empty.push(probe)
  }

  /**
   * The earliest moment of the monotonic clock at which the first byte of a frame stamped `stampWallMs` can have been sent;
   * -Infinity when nothing is known.
   */
  earliestMs(stampWallMs: number, monotonicMs: number, wallMs: number): number {
    if (this.#known === undefined) return Number.NEGATIVE_INFINITY
    const { emptyAtMs, confirmed } = this.#known
    const stepMs = Math.abs(wallMs - monotonicMs - confirmed.wallOffsetMs)
    const arrivedAtMs = stampWallMs - confirmed.wallOffsetMs
    return stepMs <= MAX_CLOCK_STEP_MS && arrivedAtMs > confirmed.atMs + stepMs
      ? emptyAtMs
      : Number.NEGATIVE_INFINITY
  }
}
