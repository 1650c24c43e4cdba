/** Whether the straight sides of a plate are seen around its wells: a keypad or a box of round things has none at this distance. */
import { FOOTPRINT_MM, type PlateFormat } from '../geometry/formats.ts'
import type { Edges } from './edges.ts'
import { type Model, project } from './model.ts'

const SAMPLES = 60
/** A side is looked for from this far inside to this far outside of the standard's footprint: rim, skirt and parallax. */
const REACH_MM = { inside: 4, outside: 5 } as const
const STEP_MM = 0.4

/** Sides seen, 0 to 4: a side counts where an edge runs along at least 45 % of it. Those outside the picture do not count. */
export function sidesSeen(edges: Edges, model: Model, format: PlateFormat): number {
  const { width, height } = FOOTPRINT_MM
  const sides = [
    { from: [0, 0], to: [width, 0], out: [0, -1] },
    { from: [0, height], to: [width, height], out: [0, 1] },
    { from: [0, 0], to: [0, height], out: [-1, 0] },
    { from: [width, 0], to: [width, height], out: [1, 0] },
  ] as const
  return sides.filter(({ from, to, out }) => {
    let best = 0
    for (let d = -REACH_MM.inside; d <= REACH_MM.outside; d += STEP_MM) {
      let seen = 0
      for (let n = 0; n < SAMPLES; n++) {
        const t = 0.05 + (0.9 * n) / (SAMPLES - 1)
        const mm = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t] as const
        if (edgeAt(edges, model, format, [mm[0] + out[0] * d, mm[1] + out[1] * d], out)) seen += 1
      }
      best = Math.max(best, seen / SAMPLES)
    }
    return best >= 0.45
  }).length
}

function edgeAt(
  edges: Edges,
  model: Model,
  { pitchMm, a1Mm }: PlateFormat,
  [x, y]: readonly [number, number],
  [ox, oy]: readonly [number, number],
): boolean {
  const [px, py] = project(model, (x - a1Mm[0]) / pitchMm, (y - a1Mm[1]) / pitchMm)
  const [qx, qy] = project(model, (x + ox - a1Mm[0]) / pitchMm, (y + oy - a1Mm[1]) / pitchMm)
  const length = Math.hypot(qx - px, qy - py)
  const [ux, uy] = [(qx - px) / length, (qy - py) / length]
  for (let d = -1; d <= 1; d++) {
    const column = Math.round(px + ux * d)
    const row = Math.round(py + uy * d)
    if (column < 1 || row < 1 || column >= edges.width - 1 || row >= edges.height - 1) continue
    const at = row * edges.width + column
    const along = Math.abs((edges.nx[at] as number) * ux + (edges.ny[at] as number) * uy)
    if ((edges.weight[at] as number) > 0.12 && along > 0.92) return true
  }
  return false
}
