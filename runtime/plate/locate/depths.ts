/**
 * Which discs are seen, and at which height. All rims of a plate lie in one plane and all bottoms in another; for a camera, one is
 * the other scaled and shifted. So circles of each radius are looked for at each scale and shift of the whole plate at once. A rim
 * that is hidden in half of the wells is still found, and the rims of one side are never mixed with the bottoms of the other.
 */
import type { PlateFormat } from '../geometry/formats.ts'
import type { Edges } from './edges.ts'
import { type Model, project, stepAt } from './model.ts'
import { ringShare } from './ring.ts'

export interface Depth {
  radiusShare: number
  /** Of the lattice around the plate's centre, and the shift in steps of the lattice. */
  scale: number
  shift: readonly [number, number]
  /** Mean of the squared share of each circle that is seen, 0 to 1. */
  value: number
}

const MOST_WELLS = 40
/** Radii that are tried, as shares of the format's rim. */
const RADII = [0.72, 0.82, 0.92, 1.02, 1.12]
/** Offsets to each side of a well, their size in steps of the lattice, and how many of them the plate may shift. */
const REACH = 7
const OFFSET = 0.035
const SHIFT = 3
const SCALES = 8
const SIDE = 2 * REACH + 1

/** For each radius the best places of the whole plate, at most two; the most support first. */
export function depths(edges: Edges, model: Model, format: PlateFormat): Depth[] {
  const wells = someWells(format)
  const rim = format.rimDiameterMm / 2 / format.pitchMm
  return RADII.flatMap((ratio) => {
    const share = ratio * rim
    const maps = wells.map(([i, j]) => offsetMap(edges, model, i, j, share))
    return coherent(maps, wells, format).map((depth) => ({ ...depth, radiusShare: share }))
  }).sort((a, b) => b.value - a.value)
}

/** All wells of a small plate; of a large one a regular part, its border first, since parallax shows there. */
function someWells({ rows, columns }: PlateFormat): [number, number][] {
  const stepI = Math.max(1, Math.ceil(columns / 7))
  const stepJ = Math.max(1, Math.ceil(rows / 4))
  const out: [number, number][] = []
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const row = j % stepJ === 0 || j === rows - 1
      const column = i % stepI === 0 || i === columns - 1
      if (row && column) out.push([i, j])
    }
  }
  return out.slice(0, 2 * MOST_WELLS)
}

/** What is seen at an offset of one well, looked up once. */
type OffsetMap = (column: number, row: number) => number

function offsetMap(edges: Edges, model: Model, i: number, j: number, share: number): OffsetMap {
  const known = new Float32Array(SIDE * SIDE).fill(-1)
  const [x, y] = project(model, i, j)
  const [ix, iy] = project(model, i + 0.25, j)
  const [jx, jy] = project(model, i, j + 0.25)
  const [ux, uy, vx, vy] = [(ix - x) * 4, (iy - y) * 4, (jx - x) * 4, (jy - y) * 4]
  const radius = share * stepAt(model, i, j)
  const turn = Math.atan2(uy, ux)
  return (column, row) => {
    const at = row * SIDE + column
    const value = known[at] as number
    if (value >= 0) return value
    const [da, db] = [(column - REACH) * OFFSET, (row - REACH) * OFFSET]
    const seen = ringShare(edges, x + da * ux + db * vx, y + da * uy + db * vy, radius, 0.75, turn, 2)
    const found = ((seen.axial + seen.diagonal) / 2) ** 2
    known[at] = found
    return found
  }
}

function coherent(maps: OffsetMap[], wells: [number, number][], { rows, columns }: PlateFormat) {
  const [ci, cj] = [(columns - 1) / 2, (rows - 1) / 2]
  const most = Math.min(0.07, (REACH * OFFSET) / Math.max(ci, cj))
  const found: { n: number; a: number; b: number; scale: number; shift: [number, number]; value: number }[] =
    []
  for (let n = -SCALES; n <= SCALES; n++) {
    const growth = (n / SCALES) * most
    for (let b = -SHIFT; b <= SHIFT; b++) {
      for (let a = -SHIFT; a <= SHIFT; a++) {
        let sum = 0
        for (let w = 0; w < wells.length; w++) {
          const [i, j] = wells[w] as [number, number]
          const column = Math.round(((i - ci) * growth) / OFFSET) + a + REACH
          const row = Math.round(((j - cj) * growth) / OFFSET) + b + REACH
          if (column >= 0 && row >= 0 && column < SIDE && row < SIDE)
            sum += (maps[w] as OffsetMap)(column, row)
        }
        found.push({ n, a, b, scale: 1 + growth, shift: [a * OFFSET, b * OFFSET], value: sum / wells.length })
      }
    }
  }
  found.sort((p, q) => q.value - p.value)
  const first = found[0] as (typeof found)[number]
  const second = found.find(
    ({ n, a, b }) => Math.abs(n - first.n) > 2 || Math.hypot(a - first.a, b - first.b) > 2,
  )
  return second === undefined ? [first] : [first, second]
}
