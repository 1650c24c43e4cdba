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

/** Centres of circles of `radius` pixels in the edges' picture: the strongest, at most `most`. */
export function circleCentres(edges: Edges, radius: number, most: number): Peak[] {
  const bin = Math.max(1, radius / 6)
  const width = Math.ceil(edges.width / bin) + 1
  const height = Math.ceil(edges.height / bin) + 1
  const votes = castVotes(edges, radius, bin, width, height)
  const smooth = blurred(blurred(votes, width, height), width, height)
  const around = boxMean(smooth, width, height, Math.round((1.6 * radius) / bin))
  // A full rim gives 2 pi r votes of weight 1; the filter spreads them over about 12 bins.
  const full = (2 * Math.PI * radius) / 12
  return peaks(smooth, around, width, height, Math.max(1, Math.round(radius / bin / 3)))
    .map(({ x, y, strength }) => ({ x: x * bin, y: y * bin, strength: strength / full }))
    .filter(({ strength }) => strength > 0.06)
    .sort((a, b) => b.strength - a.strength)
    .slice(0, most)
}

function castVotes(edges: Edges, radius: number, bin: number, width: number, height: number): Float32Array {
  const votes = new Float32Array(width * height)
  const { nx, ny, weight } = edges
  const scale = 1 / bin
  const reach = radius * scale
  for (let y = 0, at = 0; y < edges.height; y++) {
    for (let x = 0; x < edges.width; x++, at++) {
      const w = weight[at] as number
      if (w < LEAST_WEIGHT) continue
      const dx = (nx[at] as number) * reach
      const dy = (ny[at] as number) * reach
      const bx = x * scale + 0.5
      const by = y * scale + 0.5
      const ax = Math.floor(bx + dx)
      const ay = Math.floor(by + dy)
      if (ax >= 0 && ay >= 0 && ax < width && ay < height)
        votes[ay * width + ax] = (votes[ay * width + ax] as number) + w
      const cx = Math.floor(bx - dx)
      const cy = Math.floor(by - dy)
      if (cx >= 0 && cy >= 0 && cx < width && cy < height)
        votes[cy * width + cx] = (votes[cy * width + cx] as number) + w
    }
  }
  return votes
}

function blurred(values: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(values.length)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const line = (i: number) =>
        (values[i - 1] as number) + 2 * (values[i] as number) + (values[i + 1] as number)
      out[at] = (line(at - width) + 2 * line(at) + line(at + width)) / 16
    }
  }
  return out
}

function peaks(
  values: Float32Array,
  around: Float32Array,
  width: number,
  height: number,
  apart: number,
): Peak[] {
  const found: Peak[] = []
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const value = values[at] as number
      if (value <= (around[at] as number) || !isLargest(values, width, height, x, y, apart)) continue
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
