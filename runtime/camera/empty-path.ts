/**
 * When a stream's path was last known to be empty. Bytes that queued on the way (the socket, the peer's send buffer, a writer
 * blocked in write(2)) carry old frames, so the arrival of a frame says nothing by itself. What can be observed:
 *
 * - libuv polls the kernel once in every turn of the event loop. When a whole poll phase passed after a moment and no bytes came, the
 *   kernel's buffer was empty at that moment or later. A mere gap between bytes proves nothing: the process may have been stopped in it.
 * - Behind our buffer a sender refills it as soon as there is room: within a scheduling delay on the same machine, within a round
 *   trip from another. So one empty moment is not enough: probes must find it empty, closely spaced, for a whole window (a third of
 *   the frame interval). A probe that comes late starts the window again.
 * - A sender that was cut off, or does not get the processor, leaves the path empty while its frames wait elsewhere. pace.ts notices that.
 * - A frame whose first byte came after such a moment was not on the way at that moment; that moment, less the latency that the
 *   source is said to have, is the earliest that its exposure can have begun.
 *
 * So freshness is proved if a round trip is shorter than the window and the stated latency is true; where a source sends
 * without any pause, nothing can be proved, and `knownEmptyAtMs` stays behind.
 *
 * The window is observed all the time, at a slow pace that costs little, so that a request does not have to wait for it; the fast pace
 * while somebody waits brings the last empty moment close to the frame's arrival.
 */
import { monotonicMs } from '../clock.ts'

const STANDING_PROBE_MS = 10
const FAST_PROBE_MS = 1
const MAX_PROBE_GAP_MS = 15
const WINDOW_OF_INTERVAL = 1 / 3
const MIN_WINDOW_MS = 3
const MAX_WINDOW_MS = 25
/** Probes so far apart mean that this process, or the whole machine, did not run: frames may have queued anywhere. */
const STANDSTILL_MS = 250

export class EmptyPath {
  /** The path was empty at some moment after this one; -Infinity before that was seen. */
  knownEmptyAtMs = Number.NEGATIVE_INFINITY
  readonly #rawBytes: () => number
  readonly #onStandstill: () => void
  #seenBytes = 0
  #windowMs: number
  #timer: NodeJS.Timeout | undefined
  #paceMs = STANDING_PROBE_MS
  #lastProbeAtMs = 0
  #emptySinceMs: number | null = null
  #bytesSinceProbe = true
  #probing = false

  /** `rawBytes` counts what came over the network, where that is more than what noteBytes() tells of (TLS records in part). */
  constructor(
    frameIntervalMs: number,
    rawBytes: () => number = () => 0,
    onStandstill: () => void = () => {},
  ) {
    this.#windowMs = windowFor(frameIntervalMs)
    this.#onStandstill = onStandstill
    this.#rawBytes = rawBytes
  }

  set frameIntervalMs(milliseconds: number) {
    this.#windowMs = windowFor(milliseconds)
  }

  /** To be called with every chunk, before it is looked at. */
  noteBytes(): void {
    this.#bytesSinceProbe = true
  }

  /** Begins the observation, at the slow pace. */
  start(): void {
    this.#emptySinceMs = null
    this.#bytesSinceProbe = true
    this.#lastProbeAtMs = monotonicMs()
    this.#setPace(STANDING_PROBE_MS)
  }

  /** Somebody waits for a frame: probes at the fast pace, the first one at once. What was observed before still counts. */
  hurry(): void {
    if (this.#timer === undefined || this.#paceMs === FAST_PROBE_MS) return
    this.#setPace(FAST_PROBE_MS)
    this.#probe()
  }

  /** Nobody waits any more. */
  relax(): void {
    if (this.#timer !== undefined && this.#paceMs !== STANDING_PROBE_MS) this.#setPace(STANDING_PROBE_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #setPace(paceMs: number): void {
    clearInterval(this.#timer)
    this.#paceMs = paceMs
    this.#timer = setInterval(() => this.#probe(), paceMs)
  }

  /**
   * The path was empty at the probe's moment if the poll phase after it brought no bytes. Two setImmediate, because the first may run
   * in the turn that is under way, whose poll phase is over.
   */
  #probe(): void {
    if (this.#probing) return
    this.#probing = true
    const atMs = monotonicMs()
    setImmediate(() => setImmediate(() => this.#conclude(atMs)))
  }

  #conclude(atMs: number): void {
    this.#probing = false
    if (this.#timer === undefined) return
    const gapMs = atMs - this.#lastProbeAtMs
    const late = gapMs > MAX_PROBE_GAP_MS
    if (gapMs > STANDSTILL_MS) this.#onStandstill()
    this.#lastProbeAtMs = atMs
    if (this.#cameBytes() || late) this.#emptySinceMs = null
    else if (this.#emptySinceMs === null) this.#emptySinceMs = atMs
    else if (atMs - this.#emptySinceMs >= this.#windowMs) this.knownEmptyAtMs = atMs
  }

  #cameBytes(): boolean {
    const rawBytes = this.#rawBytes()
    const came = this.#bytesSinceProbe || rawBytes !== this.#seenBytes
    this.#bytesSinceProbe = false
    this.#seenBytes = rawBytes
    return came
  }
}

function windowFor(frameIntervalMs: number): number {
  return Math.min(MAX_WINDOW_MS, Math.max(MIN_WINDOW_MS, frameIntervalMs * WINDOW_OF_INTERVAL))
}
