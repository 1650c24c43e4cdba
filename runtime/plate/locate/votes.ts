/**
 * Evidence for round rims of one radius: each edge votes for the two points at that distance along its normal. The centre of a
 * circle collects the votes of its whole rim, whether the inside is darker, brighter or the same.
 */
import { boxMean, type Edges } from './edges.ts'

export interface Peak {
  x: number
  y: number
  /** Share of a full rim that voted here, above the surroundings. */
  strength: number
}

/** An edge weaker than this share does not vote. */
const LEAST_WEIGHT = 0.12

/** The edges that vote, packed, since they are few. */
export interface Voters {
  width: number
  height: number
  /** x, y, normal x, normal y, weight of each. */
  packed: Float32Array
}

export function votersOf({ width, height, nx, ny, weight }: Edges): Voters {
  let count = 0
  for (let at = 0; at < weight.length; at++) if ((weight[at] as number) >= LEAST_WEIGHT) count += 1
  const packed = new Float32Array(count * 5)
  let to = 0
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if ((weight[at] as number) < LEAST_WEIGHT) continue
      packed[to] = x
      packed[to + 1] = y
      packed[to + 2] = nx[at] as number
      packed[to + 3] = ny[at] as number
      packed[to + 4] = weight[at] as number
      to += 5
    }
  }
  return { width, height, packed }
}

/** Centres of circles of `radius` pixels in the edges' picture: the strongest, at most `most`. */
export function circleCentres(voters: Voters, radius: number, most: number): Peak[] {
  const bin = Math.max(1, radius / 6)
  const width = Math.ceil(voters.width / bin) + 1
  const height = Math.ceil(voters.height / bin) + 1
  const votes = castVotes(voters, radius, bin, width, height)
  const smooth = blurred(votes, width, height)
  const around = boxMean(smooth, width, height, Math.round((1.6 * radius) / bin))
  // A full rim gives 2 pi r votes of weight 1; the filter spreads them over about 12 bins.
  const full = (2 * Math.PI * radius) / 12
  return peaks(smooth, around, width, height, Math.max(1, Math.round(radius / bin / 3)), 0.06 * full)
    .map(({ x, y, strength }) => ({ x: x * bin, y: y * bin, strength: strength / full }))
    .sort((a, b) => b.strength - a.strength)
    .slice(0, most)
}

function castVotes(
  { packed }: Voters,
  radius: number,
  bin: number,
  width: number,
  height: number,
): Float32Array {
  const votes = new Float32Array(width * height)
  const scale = 1 / bin
  const reach = radius * scale
  for (let n = 0; n < packed.length; n += 5) {
    const x = (packed[n] as number) * scale + 0.5
    const y = (packed[n + 1] as number) * scale + 0.5
    const dx = (packed[n + 2] as number) * reach
    const dy = (packed[n + 3] as number) * reach
    const w = packed[n + 4] as number
    const [ax, ay, bx, by] = [x + dx, y + dy, x - dx, y - dy]
    if (ax >= 0 && ay >= 0 && ax < width && ay < height) {
      const at = (ay | 0) * width + (ax | 0)
      votes[at] = (votes[at] as number) + w
    }
    if (bx >= 0 && by >= 0 && bx < width && by < height) {
      const at = (by | 0) * width + (bx | 0)
      votes[at] = (votes[at] as number) + w
    }
  }
  return votes
}

/** Binomial filter of 5 x 5, one direction after the other. */
function blurred(values: Float32Array, width: number, height: number): Float32Array {
  const rows = new Float32Array(values.length)
  const out = new Float32Array(values.length)
  binomial(values, rows, 1, 2, width - 2, width, height)
  binomial(rows, out, width, 0, width, width, height, 2)
  return out
}

function binomial(
  from: Float32Array,
  to: Float32Array,
  step: number,
  x0: number,
  x1: number,
  width: number,
  height: number,
  y0 = 0,
): void {
  for (let y = y0; y < height - y0; y++) {
    for (let at = y * width + x0, end = y * width + x1; at < end; at++) {
      const far = (from[at - 2 * step] as number) + (from[at + 2 * step] as number)
      const near = (from[at - step] as number) + (from[at + step] as number)
      to[at] = (far + 4 * near + 6 * (from[at] as number)) / 16
    }
  }
}

function peaks(
  values: Float32Array,
  around: Float32Array,
  width: number,
  height: number,
  apart: number,
  least: number,
): Peak[] {
  const found: Peak[] = []
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const value = values[at] as number
      if (value - (around[at] as number) <= least || !isLargest(values, width, height, x, y, apart)) continue
      const dx = vertex(values[at - 1] as number, value, values[at + 1] as number)
      const dy = vertex(values[at - width] as number, value, values[at + width] as number)
      found.push({ x: x + dx, y: y + dy, strength: value - (around[at] as number) })
    }
  }
  return found
}

function isLargest(
  values: Float32Array,
  width: number,
  height: number,
  x: number,
  y: number,
  apart: number,
): boolean {
  const value = values[y * width + x] as number
  for (let j = Math.max(0, y - apart); j <= Math.min(height - 1, y + apart); j++) {
    for (let i = Math.max(0, x - apart); i <= Math.min(width - 1, x + apart); i++) {
      const other = values[j * width + i] as number
      if (other > value || (other === value && (j < y || (j === y && i < x)))) return false
    }
  }
  return true
}

/** Where a parabola through three equally spaced values has its top, from the middle one. */
function vertex(before: number, middle: number, after: number): number {
  const bend = before - 2 * middle + after
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend))) : 0
}
