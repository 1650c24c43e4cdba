/** The period and direction of a square lattice, from the distances between neighbouring circles. */
import type { PeakGrid } from './peak-grid.ts'
import type { Peak } from './votes.ts'

export interface Basis {
  ux: number
  uy: number
  vx: number
  vy: number
  votes: number
}

/** A rim's radius is between these shares of the pitch in every known plate; liquid and bottom are smaller. */
export const RADIUS_SHARE = { least: 0.2, most: 0.5 } as const
/** Cells of the histogram per radius. */
const CELLS = 5
/** Steps are counted from the strongest circles only: they are enough to show the period. */
const MOST_STARTS = 400

/** The likeliest pairs of nearly perpendicular, nearly equal steps between circles of `radius`, best first. */
export function lattices(peaks: readonly Peak[], grid: PeakGrid, radius: number): Basis[] {
  const reach = radius / RADIUS_SHARE.least
  const half = Math.ceil((reach / radius) * CELLS)
  const side = 2 * half + 1
  const counts = smoothed(stepCounts(peaks, grid, radius, reach, half, side), side)
  const strongest = maxima(counts, side, half, (1 / RADIUS_SHARE.most) * CELLS * 0.9).slice(0, 16)
  const found: Basis[] = []
  for (const { x, y, value } of strongest) {
    // The other step is this one turned by a right angle, give or take tilt and perspective.
    const length = Math.hypot(x, y)
    const other = strongest
      .flatMap((step) => [step, { x: -step.x, y: -step.y, value: step.value }])
      .filter((step) => Math.hypot(step.x + y, step.y - x) < 0.28 * length)
      .sort((a, b) => b.value - a.value)[0]
    if (other === undefined) continue
    const votes = Math.min(value, other.value) / Math.sqrt(length)
    const scale = radius / CELLS
    found.push({ ux: x * scale, uy: y * scale, vx: other.x * scale, vy: other.y * scale, votes })
  }
  return distinct(found.sort((a, b) => b.votes - a.votes)).slice(0, 3)
}

function stepCounts(
  peaks: readonly Peak[],
  grid: PeakGrid,
  radius: number,
  reach: number,
  half: number,
  side: number,
): Float32Array {
  const counts = new Float32Array(side * side)
  const scale = CELLS / radius
  peaks.slice(0, MOST_STARTS).forEach((from, index) => {
    grid.each(from.x, from.y, reach, (other, distance) => {
      if (other === index || distance < (radius / RADIUS_SHARE.most) * 0.85) return
      const to = peaks[other] as Peak
      const column = Math.round((to.x - from.x) * scale) + half
      const row = Math.round((to.y - from.y) * scale) + half
      if (column < 0 || row < 0 || column >= side || row >= side) return
      const at = row * side + column
      counts[at] = (counts[at] as number) + Math.min(from.strength, to.strength)
    })
  })
  return counts
}

/** Heaviest in the middle: equal weights would give plateaus without a top where few circles agree exactly. */
function smoothed(counts: Float32Array, side: number): Float32Array {
  const out = new Float32Array(counts.length)
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      let sum = 0
      for (let j = -1; j <= 1; j++)
        for (let i = -1; i <= 1; i++)
          sum += (2 - Math.abs(i)) * (2 - Math.abs(j)) * (counts[(y + j) * side + x + i] as number)
      out[y * side + x] = sum
    }
  }
  return out
}

/** Largest values of the half plane, as steps from the middle. */
function maxima(counts: Float32Array, side: number, half: number, least: number) {
  const found: { x: number; y: number; value: number }[] = []
  for (let y = half; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const [dx, dy] = [x - half, y - half]
      if ((dy === 0 && dx < 0) || Math.hypot(dx, dy) < least) continue
      const value = counts[y * side + x] as number
      let largest = value > 0
      for (let j = -2; j <= 2 && largest; j++)
        for (let i = -2; i <= 2; i++) {
          const other = counts[(y + j) * side + x + i] ?? 0
          if (other > value || (other === value && (j < 0 || (j === 0 && i < 0)))) largest = false
        }
      if (largest) found.push({ x: dx, y: dy, value })
    }
  }
  return found.sort((a, b) => b.value - a.value)
}

function distinct(bases: Basis[]): Basis[] {
  return bases.filter(
    (basis, index) =>
      !bases.slice(0, index).some((other) => {
        const near = (x: number, y: number) =>
          Math.min(Math.hypot(other.ux - x, other.uy - y), Math.hypot(other.ux + x, other.uy + y)) <
          0.15 * Math.hypot(x, y)
        return near(basis.ux, basis.uy) || near(basis.vx, basis.vy)
      }),
  )
}
