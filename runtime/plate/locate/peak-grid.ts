/** Peaks by place, so that the ones near a point are found without looking at all. */
import type { Peak } from './votes.ts'

export class PeakGrid {
  readonly #cells = new Map<number, number[]>()
  readonly #peaks: readonly Peak[]
  readonly #size: number

  constructor(peaks: readonly Peak[], size: number) {
    this.#peaks = peaks
    this.#size = size
    peaks.forEach(({ x, y }, index) => {
      const key = this.#key(Math.floor(x / size), Math.floor(y / size))
      const cell = this.#cells.get(key)
      if (cell === undefined) this.#cells.set(key, [index])
      else cell.push(index)
    })
  }

  #key(column: number, row: number): number {
    return (row + 512) * 8192 + column + 512
  }

  /** Calls `visit` with the index and distance of each peak within `reach` of the point. */
  each(x: number, y: number, reach: number, visit: (index: number, distance: number) => void): void {
    const size = this.#size
    for (let row = Math.floor((y - reach) / size); row <= Math.floor((y + reach) / size); row++) {
      for (let column = Math.floor((x - reach) / size); column <= Math.floor((x + reach) / size); column++) {
        for (const index of this.#cells.get(this.#key(column, row)) ?? []) {
          const peak = this.#peaks[index] as Peak
          const distance = Math.hypot(peak.x - x, peak.y - y)
          if (distance <= reach) visit(index, distance)
        }
      }
    }
  }

  /** Index of the peak within `reach` that is strongest for its distance, or -1. */
  best(x: number, y: number, reach: number): number {
    let best = -1
    let most = 0
    this.each(x, y, reach, (index, distance) => {
      const value = (this.#peaks[index] as Peak).strength * (1 - 0.7 * (distance / reach) ** 2)
      if (value > most) {
        most = value
        best = index
      }
    })
    return best
  }
}
