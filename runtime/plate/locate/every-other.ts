/** Every other well of a plate is a lattice too: wells between the wells say that the plate has four times as many. */
import type { PlateFormat } from '../geometry/formats.ts'
import type { Edges } from './edges.ts'
import { type Model, project, stepAt } from './model.ts'
import { ringShare } from './ring.ts'

/** A well between the wells has half of their radius or, where the radius of the small ones was found, the same. */
const RADII = [0.5, 1]
/** Ridges and printed marks between wells show less. */
const AS_MUCH_AS_WELLS = 0.75
const LEAST_SEEN = 0.45

/** Whether circles between the wells are seen nearly as well as the wells. */
export function isEveryOther(
  edges: Edges,
  { model, radiusShare, support }: { model: Model; radiusShare: number; support: number },
  { rows, columns }: PlateFormat,
): boolean {
  return RADII.some((ratio) => {
    const share = Math.min(radiusShare * ratio, 0.23)
    let [sum, count] = [0, 0]
    const everyI = Math.max(1, Math.floor(columns / 6))
    const everyJ = Math.max(1, Math.floor(rows / 4))
    for (let j = 0; j < rows - 1; j += everyJ) {
      for (let i = 0; i < columns - 1; i += everyI) {
        for (const [di, dj] of [
          [0.5, 0],
          [0, 0.5],
          [0.5, 0.5],
        ] as const) {
          const [x, y] = project(model, i + di, j + dj)
          const [rx, ry] = project(model, i + di + 0.3, j + dj)
          const radius = share * stepAt(model, i + di, j + dj)
          const seen = ringShare(edges, x, y, radius, Math.max(1, 0.1 * radius), Math.atan2(ry - y, rx - x))
          sum += (seen.axial + seen.diagonal) / 2
          count += 1
        }
      }
    }
    return sum / count > Math.max(LEAST_SEEN, AS_MUCH_AS_WELLS * support)
  })
}
