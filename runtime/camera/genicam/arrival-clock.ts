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
/** A frame is complete long after its first packet: that many confirmed moments are remembered, for seconds of probing. */
const MAX_KNOWN = 1000

interface Probe {
  atMs: number
  /** Wall clock less monotonic clock. */
  wallOffsetMs: number
}

export class ArrivalClock {
  /** Probes that found the path empty, with no busy one between or after them. */
  #streak: Probe[] = []
  /** Moments at which the path was empty, each with the later probe that confirmed it. */
  #known: { emptyAtMs: number; confirmed: Probe }[] = []

  /** To be called often while somebody waits: a look at the path, with both clocks as they are at it. */
  probe(pathIsEmpty: boolean, monotonicMs: number, wallMs: number): void {
    if (!pathIsEmpty) {
      this.#streak = []
      return
    }
    const probe = { atMs: monotonicMs, wallOffsetMs: wallMs - monotonicMs }
    const before = this.#streak.findLastIndex(({ atMs }) => monotonicMs - atMs >= PROBE_MIN_GAP_MS)
    if (before >= 0) {
      this.#known.push({ emptyAtMs: (this.#streak[before] as Probe).atMs, confirmed: probe })
      if (this.#known.length > MAX_KNOWN) this.#known.shift()
      this.#streak.splice(0, before)
    }
    this.#streak.push(probe)
  }

  /**
   * The earliest moment of the monotonic clock at which the first byte of a frame stamped `stampWallMs` can have been sent;
   * -Infinity when nothing is known.
   */
  earliestMs(stampWallMs: number, monotonicMs: number, wallMs: number): number {
    const known = this.#known.findLast(
      ({ confirmed: { atMs, wallOffsetMs } }) => stampWallMs - wallOffsetMs > atMs,
    )
    if (known === undefined) return Number.NEGATIVE_INFINITY
    const stepMs = Math.abs(wallMs - monotonicMs - known.confirmed.wallOffsetMs)
    return stepMs <= MAX_CLOCK_STEP_MS ? known.emptyAtMs : Number.NEGATIVE_INFINITY
  }
}
