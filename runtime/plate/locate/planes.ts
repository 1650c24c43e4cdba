/**
 * A well is a tube: its rim, its liquid and its bottom are discs at different heights, which the camera sees at different places and
 * sizes. Each radius at which circles were found is refined on its own, and gives one plane.
 */
import type { PlateFormat } from '../geometry/formats.ts'
import type { Edges } from './edges.ts'
import { fitModel, type Model, type Point, project, stepAt } from './model.ts'
import { ringShare, ringStep } from './ring.ts'

export interface Plane {
  /** Columns and rows of the plate, A1 at (0, 0), to pixels of the edges' picture. */
  model: Model
  /** Radius as a share of the pitch. */
  radiusShare: number
  /** Mean share of the rim that is seen, 0 to 1. */
  support: number
  /** Mean pitch in pixels. */
  pitchPx: number
  /** Root mean square distance of the fitted circles from the model, as a share of the pitch. */
  residual: number
}

/** Wells that are measured at most: more add time and no accuracy. */
const MOST_WELLS = { rough: 48, close: 96 } as const
/** Width of the Gaussian around the circle, as a share of the radius, round by round: wide where the start is rough. */
const ROUGH = [0.16, 0.1, 0.07, 0.05]
const CLOSE = [0.06, 0.045, 0.035]

/** Refines one plane to sub-pixel accuracy, from a model that is right to a fifth of the pitch. Null where it falls apart. */
export function refined(
  edges: Edges,
  start: Model,
  radiusShare: number,
  format: PlateFormat,
  from: 'rough' | 'close',
): Plane | null {
  const { rows, columns } = format
  const every = Math.max(1, Math.ceil(format.wells / MOST_WELLS[from]))
  let model = start
  let share = radiusShare
  let centres: Point[] = []
  for (const sigmaShare of from === 'rough' ? ROUGH : CLOSE) {
    centres = []
    const shares: number[] = []
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const corner = (i === 0 || i === columns - 1) && (j === 0 || j === rows - 1)
        if (!corner && (i + j * 7) % every !== 0) continue
        const [x, y] = project(model, i, j)
        const step = stepAt(model, i, j)
        const radius = share * step
        const { dx, dy, dr, support } = ringStep(edges, x, y, radius, Math.max(0.9, sigmaShare * radius * 2))
        const most = 0.15 * step
        if (!(support > 0.02) || Math.hypot(dx, dy) > most) continue
        centres.push({ i, j, x: x + dx, y: y + dy, weight: Math.min(1, support) })
        shares.push((radius + Math.max(-most, Math.min(most, dr))) / step)
      }
    }
    if (centres.length < 4) return null
    const pitch = stepAt(model, (columns - 1) / 2, (rows - 1) / 2)
    const next = fitModel(centres, {
      width: edges.width,
      height: edges.height,
      scalePx: Math.max(0.5, 0.05 * pitch),
      perspective: format.wells >= 6,
      lens: format.wells >= 24,
      from: model,
    })
    if (next === null) return null
    model = next
    share = shares.sort((a, b) => a - b)[shares.length >> 1] as number
  }
  return { model, radiusShare: share, ...quality(edges, model, share, centres) }
}

function quality(edges: Edges, model: Model, share: number, centres: Point[]) {
  let support = 0
  let pitchPx = 0
  for (const { i, j } of centres) {
    const [x, y] = project(model, i, j)
    const [rx, ry] = project(model, i + 0.3, j)
    const step = stepAt(model, i, j)
    const seen = ringShare(
      edges,
      x,
      y,
      share * step,
      Math.max(1, 0.06 * share * step),
      Math.atan2(ry - y, rx - x),
    )
    support += (seen.axial + seen.diagonal) / 2 / centres.length
    pitchPx += step / centres.length
  }
  const errors = centres.map(({ i, j, x, y }) => {
    const [px, py] = project(model, i, j)
    return (px - x) ** 2 + (py - y) ** 2
  })
  errors.sort((a, b) => a - b)
  const kept = errors.slice(0, Math.ceil(errors.length * 0.9))
  const residual = Math.sqrt(kept.reduce((sum, value) => sum + value, 0) / kept.length) / pitchPx
  return { support, pitchPx, residual }
}
