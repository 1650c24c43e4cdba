/**
 * The camera's clock against CLOCK_MONOTONIC. Latching it tells what it read at some moment between sending the command and having
 * its acknowledgement, so the difference of the clocks is known to lie between two bounds, not what it is. Later latches narrow the
 * bounds; between them the bounds widen by how much the clocks may drift apart. Only the bound that makes a frame older is used.
 */

/** A camera's crystal is within 100 parts per million; CLOCK_MONOTONIC is slewed by up to 500 (adjtimex(2), NTP). */
const MAX_DRIFT = 600e-6

export class DeviceClock {
  #lowMs = Number.NEGATIVE_INFINITY
  #highMs = Number.POSITIVE_INFINITY
  #sampledAtMs = 0

  /** The camera's clock read `deviceMs` at some moment between the two of the monotonic clock. */
  sample(beforeMs: number, afterMs: number, deviceMs: number): void {
    const widenedMs = Math.max(0, beforeMs - this.#sampledAtMs) * MAX_DRIFT
    const lowMs = Math.max(this.#lowMs - widenedMs, beforeMs - deviceMs)
    const highMs = Math.min(this.#highMs + widenedMs, afterMs - deviceMs)
    // Bounds that exclude each other: the camera's clock was set (restarted, or PTP came up). The past says nothing of it then.
    const contradicts = lowMs > highMs
    this.#lowMs = contradicts ? beforeMs - deviceMs : lowMs
    this.#highMs = contradicts ? afterMs - deviceMs : highMs
    this.#sampledAtMs = beforeMs
  }

  /** The earliest moment of the monotonic clock at which the camera's clock can have read `deviceMs`. */
  earliestMs(deviceMs: number, nowMs: number): number {
    return deviceMs + this.#lowMs - Math.max(0, nowMs - this.#sampledAtMs) * MAX_DRIFT
  }
}
