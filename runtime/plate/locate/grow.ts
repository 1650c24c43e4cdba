/** Joins circles into a lattice, neighbour by neighbour, so that perspective and lens distortion cannot add up. */
import type { Basis } from './bases.ts'
import type { PeakGrid } from './peak-grid.ts'
import type { Peak } from './votes.ts'

export interface Node {
  i: number
  j: number
  x: number
  y: number
  strength: number
}

interface Placed extends Node {
  ux: number
  uy: number
  vx: number
  vy: number
}

/** A neighbour may lie this share of a step away from where it is expected. */
const TOLERANCE = 0.2
const SEEDS = 4

/** The largest lattice that grows from one of the best seeds; `i` counts along u, `j` along v. */
export function grown(peaks: readonly Peak[], grid: PeakGrid, basis: Basis): Node[] {
  let best: Node[] = []
  const taken = new Set<number>()
  for (const seed of seeds(peaks, grid, basis)) {
    if (taken.has(seed)) continue
    const { nodes, used } = growFrom(seed, peaks, grid, basis)
    for (const index of used) taken.add(index)
    if (nodes.length > best.length) best = nodes
  }
  return best
}

function seeds(peaks: readonly Peak[], grid: PeakGrid, { ux, uy, vx, vy }: Basis): number[] {
  const reach = TOLERANCE * Math.hypot(ux, uy)
  const steps = [
    [ux, uy],
    [-ux, -uy],
    [vx, vy],
    [-vx, -vy],
  ] as const
  return peaks
    .slice(0, 400)
    .map((peak, index) => {
      let near = 0
      for (const [dx, dy] of steps) {
        const other = grid.best(peak.x + dx, peak.y + dy, reach)
        if (other !== -1) near += Math.min(peak.strength, (peaks[other] as Peak).strength)
      }
      return { index, near }
    })
    .filter(({ near }) => near > 0)
    .sort((a, b) => b.near - a.near)
    .slice(0, SEEDS)
    .map(({ index }) => index)
}

function growFrom(seed: number, peaks: readonly Peak[], grid: PeakGrid, basis: Basis) {
  const placed = new Map<number, Placed>()
  const used = new Set<number>([seed])
  const key = (i: number, j: number) => (j + 128) * 512 + i + 128
  const first = peaks[seed] as Peak
  const queue: Placed[] = [{ i: 0, j: 0, ...first, ...basis }]
  placed.set(key(0, 0), queue[0] as Placed)
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const from = next
    for (const [di, dj] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const [i, j] = [from.i + di, from.j + dj]
      if (Math.abs(i) > 60 || Math.abs(j) > 60 || placed.has(key(i, j))) continue
      const stepX = di * from.ux + dj * from.vx
      const stepY = di * from.uy + dj * from.vy
      const index = grid.best(from.x + stepX, from.y + stepY, TOLERANCE * Math.hypot(stepX, stepY))
      if (index === -1 || used.has(index)) continue
      const peak = peaks[index] as Peak
      used.add(index)
      const sign = di + dj
      const [dx, dy] = [(peak.x - from.x) * sign, (peak.y - from.y) * sign]
      const mix = (old: number, measured: number) => 0.75 * old + 0.25 * measured
      const steps =
        di !== 0
          ? { ux: mix(from.ux, dx), uy: mix(from.uy, dy), vx: from.vx, vy: from.vy }
          : { ux: from.ux, uy: from.uy, vx: mix(from.vx, dx), vy: mix(from.vy, dy) }
      const node = { i, j, x: peak.x, y: peak.y, strength: peak.strength, ...steps }
      placed.set(key(i, j), node)
      queue.push(node)
    }
  }
  const nodes = [...placed.values()].map(({ i, j, x, y, strength }) => ({ i, j, x, y, strength }))
  return { nodes, used }
}
