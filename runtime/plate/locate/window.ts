/** Which rows and columns of a lattice are the plate: every format is tried at every place, with what speaks against it. */
import { PLATE_FORMATS, type PlateFormat } from '../geometry/formats.ts'
import type { Evidence } from './evidence.ts'

export interface Window {
  format: PlateFormat
  /** The plate's long side runs down the picture's lattice: rows and columns are exchanged. */
  turned: boolean
  firstI: number
  firstJ: number
  /** Mean evidence of the wells, of the weakest outermost line, and of the strongest line just outside. */
  inside: number
  weakestLine: number
  outside: number
  /** Lines just outside that the picture does not show, of four. */
  hidden: number
  score: number
}

/** The best window of each format, best first. */
export function windows(evidence: Evidence, formats: readonly PlateFormat[] = PLATE_FORMATS): Window[] {
  const found: Window[] = []
  for (const format of formats) {
    for (const turned of [false, true]) {
      const [rows, columns] = turned ? [format.columns, format.rows] : [format.rows, format.columns]
      let best: Window | null = null
      for (let j = 0; j + rows <= evidence.rows; j++) {
        for (let i = 0; i + columns <= evidence.columns; i++) {
          const window = judged(evidence, format, turned, i, j, columns, rows)
          if (window !== null && (best === null || window.score > best.score)) best = window
        }
      }
      if (best !== null) found.push(best)
    }
  }
  return found.sort((a, b) => b.score - a.score)
}

function judged(
  evidence: Evidence,
  format: PlateFormat,
  turned: boolean,
  i0: number,
  j0: number,
  columns: number,
  rows: number,
): Window | null {
  const values = format.square ? evidence.axial : evidence.round
  const line = (i: number, j: number, di: number, dj: number, length: number) => {
    let [sum, seen] = [0, 0]
    for (let n = 0; n < length; n++) {
      const [x, y] = [i + n * di, j + n * dj]
      const value =
        x < 0 || y < 0 || x >= evidence.columns || y >= evidence.rows
          ? -1
          : (values[y * evidence.columns + x] as number)
      if (value < 0) continue
      sum += value
      seen += 1
    }
    return { mean: seen > 0 ? sum / seen : 0, seen: seen / length }
  }
  let inside = 0
  for (let j = 0; j < rows; j++) {
    const { mean, seen } = line(i0, j0 + j, 1, 0, columns)
    if (seen < 1) return null
    inside += mean / rows
  }
  const sides = [
    [line(i0, j0, 1, 0, columns), line(i0, j0 - 1, 1, 0, columns)],
    [line(i0, j0 + rows - 1, 1, 0, columns), line(i0, j0 + rows, 1, 0, columns)],
    [line(i0, j0, 0, 1, rows), line(i0 - 1, j0, 0, 1, rows)],
    [line(i0 + columns - 1, j0, 0, 1, rows), line(i0 + columns, j0, 0, 1, rows)],
  ] as const
  const hidden = sides.filter(([, out]) => out.seen < 0.5).length
  const weakestLine = Math.min(...sides.map(([within]) => within.mean))
  const outside = Math.max(0, ...sides.map(([, out]) => (out.seen < 0.5 ? 0 : out.mean)))
  // The step from within to without, at each side: small where a line was left out or taken in wrongly.
  const contrast = Math.min(...sides.map(([within, out]) => within.mean - (out.seen < 0.5 ? 0.25 : out.mean)))
  const score = (0.6 * contrast + 0.4 * (inside - outside)) * (1 + 0.12 * Math.log(format.wells / 6))
  return {
    format,
    turned,
    firstI: evidence.firstI + i0,
    firstJ: evidence.firstJ + j0,
    inside,
    weakestLine,
    outside,
    hidden,
    score,
  }
}
