/**
 * Where A1 is. A plate whose one cut corner is seen has A1 there: so is the drawing of most 96-, 384- and 1536-well plates. Two or
 * more cut corners, or none, say nothing, and then the answer is `unknown`. Nothing is read from the wells, which a lab fills as it likes.
 */
import { FOOTPRINT_MM } from './geometry/formats.ts'
import type { Edges } from './locate/edges.ts'
import type { Level, Location } from './locate/locate.ts'
import { type Model, project } from './locate/model.ts'

/** Corner of the located plate, named as if its row A were at the top. */
export type Corner = 'top_left' | 'top_right' | 'bottom_left' | 'bottom_right'
const CORNERS: Corner[] = ['top_left', 'top_right', 'bottom_left', 'bottom_right']

/** A cut takes 3 to 9 mm from each side. */
const CUTS_MM = [3, 4, 5, 6, 7, 8, 9]
const SAMPLES = 14
/** Share of the cut's length that must be seen at the one corner, and may be seen at the others. */
const SEEN = 0.8
const NOT_SEEN = 0.62

/** The one corner that is cut, or null. */
export function cutCorner({ edges, factor }: Level, location: Location): Corner | null {
  const shares = CORNERS.map((corner) => cutShare(edges, factor, location, corner))
  const cut = CORNERS.filter((_, index) => (shares[index] as number) >= SEEN)
  const clear = shares.filter((share) => share < NOT_SEEN).length
  return cut.length === 1 && clear === 3 ? (cut[0] as Corner) : null
}

function cutShare(edges: Edges, factor: number, location: Location, corner: Corner): number {
  const right = corner.endsWith('right')
  const bottom = corner.startsWith('bottom')
  const place = (x: number, y: number) =>
    placeOf(location, right ? FOOTPRINT_MM.width - x : x, bottom ? FOOTPRINT_MM.height - y : y, factor)
  let best = 0
  for (const cut of CUTS_MM) {
    for (let inset = -1; inset <= 4; inset += 0.5) {
      let seen = 0
      for (let n = 0; n < SAMPLES; n++) {
        const t = 0.15 + (0.7 * n) / (SAMPLES - 1)
        const [x, y] = place(inset + cut * (1 - t), inset + cut * t)
        const [ox, oy] = place(inset + cut * (1 - t) + 1, inset + cut * t + 1)
        const length = Math.hypot(ox - x, oy - y)
        if (edgeAlong(edges, x, y, (ox - x) / length, (oy - y) / length)) seen += 1
      }
      best = Math.max(best, seen / SAMPLES)
    }
  }
  return best
}

function placeOf(location: Location, xMm: number, yMm: number, factor: number): [number, number] {
  const { pitchMm, a1Mm } = location.format
  const model: Model = location.model
  const [x, y] = project(model, (xMm - a1Mm[0]) / pitchMm, (yMm - a1Mm[1]) / pitchMm)
  return [(x + 0.5) / factor - 0.5, (y + 0.5) / factor - 0.5]
}

function edgeAlong(edges: Edges, x: number, y: number, ux: number, uy: number): boolean {
  for (let d = -1; d <= 1; d++) {
    const column = Math.round(x + d * ux)
    const row = Math.round(y + d * uy)
    if (column < 1 || row < 1 || column >= edges.width - 1 || row >= edges.height - 1) continue
    const at = row * edges.width + column
    const along = Math.abs((edges.nx[at] as number) * ux + (edges.ny[at] as number) * uy)
    if ((edges.weight[at] as number) > 0.2 && along > 0.95) return true
  }
  return false
}
