/** Counts frames and gaps from the driver's frame counter. */
export class FrameSequence {
  #last: number | undefined

  /** `lost`: frames of which no buffer came. A counter that stands still or jumps back, as some drivers' does, is counted on. */
  next(counter: number): { sequence: number; lost: number } {
    const last = this.#last
    const sequence = last === undefined || counter > last ? counter : last + 1
    this.#last = sequence
    return { sequence, lost: last === undefined ? 0 : sequence - last - 1 }
  }
}
