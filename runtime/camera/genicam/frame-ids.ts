/** Converts the camera's frame numbers, which wrap around, to numbers that only grow. */

/** GVSP's 16-bit block_id goes from 1 to 65535 and never is 0 (GigE Vision specification 1.2, "GVSP Packet Header"). */
const SHORT_IDS = 65_535

export class FrameIds {
  #last: number | undefined
  #sequence = 0

  /** The sequence number for a frame, and how many were lost before it. The first frame is 0. */
  next(frameId: number): { sequence: number; lost: number } {
    const step = this.#last === undefined ? 0 : stepBetween(this.#last, frameId)
    this.#last = frameId
    this.#sequence += step
    return { sequence: this.#sequence, lost: Math.max(0, step - 1) }
  }
}

/** A number at or below the last one: the 16-bit count went round, or the camera's stream began anew. */
function stepBetween(last: number, next: number): number {
  if (next > last) return next - last
  const aroundShort = next - last + SHORT_IDS
  return last <= SHORT_IDS && aroundShort > 0 && aroundShort < SHORT_IDS / 2 ? aroundShort : 1
}
