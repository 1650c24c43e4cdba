/** What is seen at every place of a lattice, also where no circle was found: the ground for counting rows and columns. */
import type { Candidate } from './candidates.ts'
import type { Edges } from './edges.ts'
import { fitModel, type Model, project, stepAt } from './model.ts'
import { ringShare } from './ring.ts'

export interface Evidence {
  model: Model
  radius: number
  /** Index of the first column and row that were looked at. */
  firstI: number
  firstJ: number
  columns: number
  rows: number
  /** Round rim seen, 0 to 1; -1 outside the picture. */
  round: Float32Array
  /** Rim seen around the axes alone, as a square well shows it. */
  axial: Float32Array
}

/** Rows and columns beyond the outermost circle that are looked at too. */
const MARGIN = 2

/** Fits a model to the circles and looks at each place in and around them. Null where they are no lattice. */
export function evidenceOf(edges: Edges, candidate: Candidate): Evidence | null {
  const model = firstModel(edges, candidate)
  if (model === null) return null
  const inliers = candidate.nodes.filter(({ i, j, x, y }) => {
    const [px, py] = project(model, i, j)
    return Math.hypot(px - x, py - y) < 0.18 * stepAt(model, i, j)
  })
  if (inliers.length < 4) return null
  const is = inliers.map(({ i }) => i)
  const js = inliers.map(({ j }) => j)
  const firstI = Math.min(...is) - MARGIN
  const firstJ = Math.min(...js) - MARGIN
  const columns = Math.max(...is) + MARGIN - firstI + 1
  const rows = Math.max(...js) + MARGIN - firstJ + 1
  if (columns > 64 || rows > 64) return null
  const middleStep = stepAt(model, firstI + columns / 2, firstJ + rows / 2)
  if (!isNearlySquare(model, firstI + columns / 2, firstJ + rows / 2)) return null
  const round = new Float32Array(columns * rows).fill(-1)
  const axial = new Float32Array(columns * rows).fill(-1)
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const [x, y] = project(model, firstI + i, firstJ + j)
      const step = stepAt(model, firstI + i, firstJ + j)
      const radius = (candidate.radius * step) / middleStep
      if (!(step > 0.4 * middleStep && step < 2.5 * middleStep)) continue
      if (
        !(
          x > 0.5 * radius &&
          y > 0.5 * radius &&
          x < edges.width - 0.5 * radius &&
          y < edges.height - 0.5 * radius
        )
      )
        continue
      const [rx, ry] = project(model, firstI + i + 0.3, firstJ + j)
      const seen = bestShare(edges, x, y, radius, Math.atan2(ry - y, rx - x))
      round[j * columns + i] = Math.sqrt(seen.axial * seen.diagonal)
      axial[j * columns + i] = seen.axial
    }
  }
  return { model, radius: candidate.radius, firstI, firstJ, columns, rows, round, axial }
}

function firstModel(edges: Edges, { nodes, radius }: Candidate): Model | null {
  const points = nodes.map(({ i, j, x, y, strength }) => ({ i, j, x, y, weight: Math.min(1, strength) }))
  const { width, height } = edges
  const scalePx = Math.max(1, 0.2 * radius)
  const perspective = nodes.length >= 9
  const rough = fitModel(points, { width, height, scalePx, perspective, lens: false })
  if (rough === null || nodes.length < 30) return rough
  return fitModel(points, { width, height, scalePx, perspective, lens: true, from: rough }) ?? rough
}

/** A centre may be off by a pixel or two where the model bends. */
function bestShare(edges: Edges, x: number, y: number, radius: number, turn: number) {
  const band = Math.max(1, 0.12 * radius)
  const step = Math.max(1, 0.12 * radius)
  let best = ringShare(edges, x, y, radius, band, turn)
  if (best.axial + best.diagonal > 1.6) return best
  for (const [dx, dy] of [
    [step, 0],
    [-step, 0],
    [0, step],
    [0, -step],
  ] as const) {
    const seen = ringShare(edges, x + dx, y + dy, radius, band, turn)
    if (seen.axial + seen.diagonal > best.axial + best.diagonal) best = seen
  }
  return best
}

/** A plate tilted by 30 degrees still has steps of 1 to 0.87. */
function isNearlySquare(model: Model, i: number, j: number): boolean {
  const [x, y] = project(model, i, j)
  const [ax, ay] = project(model, i + 1, j)
  const [bx, by] = project(model, i, j + 1)
  const [ux, uy, vx, vy] = [ax - x, ay - y, bx - x, by - y]
  const [u, v] = [Math.hypot(ux, uy), Math.hypot(vx, vy)]
  const cosine = Math.abs((ux * vx + uy * vy) / (u * v))
  return u / v > 0.8 && u / v < 1.25 && cosine < 0.2
}
