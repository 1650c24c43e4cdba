/** Peaks by place, so that the ones near a point are found without looking at all. */
import type { Peak } from './votes.ts'

export class PeakGrid {
  readonly #x: Float64Array
  readonly #y: Float64Array
  readonly #strength: Float64Array
  /** Indices of the peaks, cell after cell; a cell's begin at `#starts[cell]`. */
  readonly #order: Int32Array
  readonly #starts: Int32Array
  readonly #size: number
  readonly #columns: number
  readonly #rows: number

  constructor(peaks: readonly Peak[], size: number) {
    this.#size = size
    this.#x = Float64Array.from(peaks, ({ x }) => x)
    this.#y = Float64Array.from(peaks, ({ y }) => y)
    this.#strength = Float64Array.from(peaks, ({ strength }) => strength)
    this.#columns = Math.floor(Math.max(0, ...this.#x) / size) + 1
    this.#rows = Math.floor(Math.max(0, ...this.#y) / size) + 1
    const cells = peaks.map(({ x, y }) => this.#row(y) * this.#columns + this.#column(x))
    this.#starts = new Int32Array(this.#columns * this.#rows + 1)
    for (const cell of cells) this.#starts[cell + 1] = (this.#starts[cell + 1] as number) + 1
    for (let cell = 0; cell < this.#starts.length - 1; cell++)
      this.#starts[cell + 1] = (this.#starts[cell + 1] as number) + (this.#starts[cell] as number)
    const next = this.#starts.slice()
    this.#order = new Int32Array(peaks.length)
    cells.forEach((cell, index) => {
      const place = next[cell] as number
      this.#order[place] = index
      next[cell] = place + 1
    })
  }

  #column(x: number): number {
    return Math.max(0, Math.min(this.#columns - 1, Math.floor(x / this.#size)))
  }

  #row(y: number): number {
    return Math.max(0, Math.min(this.#rows - 1, Math.floor(y / this.#size)))
  }

  /** Calls `visit` with the index and distance of each peak within `reach` of the point. */
  each(x: number, y: number, reach: number, visit: (index: number, distance: number) => void): void {
    const [c0, c1] = [this.#column(x - reach), this.#column(x + reach)]
    for (let row = this.#row(y - reach); row <= this.#row(y + reach); row++) {
      const from = this.#starts[row * this.#columns + c0] as number
      const to = this.#starts[row * this.#columns + c1 + 1] as number
      for (let n = from; n < to; n++) {
        const index = this.#order[n] as number
        const dx = (this.#x[index] as number) - x
        const dy = (this.#y[index] as number) - y
        const square = dx * dx + dy * dy
        if (square <= reach * reach) visit(index, Math.sqrt(square))
      }
    }
  }

  /** Index of the peak within `reach` that is strongest for its distance, or -1. */
  best(x: number, y: number, reach: number): number {
    let best = -1
    let most = 0
    this.each(x, y, reach, (index, distance) => {
      const value = (this.#strength[index] as number) * (1 - 0.7 * (distance / reach) ** 2)
      if (value > most) {
        most = value
        best = index
      }
    })
    return best
  }
}
