/** How much of a circle is seen at one place, and where it would fit better. */
import type { Edges } from './edges.ts'

const ANGLES = 32
const COS = Array.from({ length: ANGLES }, (_, n) => Math.cos((2 * Math.PI * n) / ANGLES))
const SIN = Array.from({ length: ANGLES }, (_, n) => Math.sin((2 * Math.PI * n) / ANGLES))
/** An edge of this relative strength counts in full. */
const FULL_WEIGHT = 0.3

export interface RingShare {
  /** Share of the rim seen around the lattice's axes, and between them. A square shows only the first. */
  axial: number
  diagonal: number
}

/** Share (0 to 1) of the circle where an edge runs along it, `band` pixels to each side; `turn` is the lattice's direction in radians. */
export function ringShare(
  edges: Edges,
  x: number,
  y: number,
  radius: number,
  band: number,
  turn: number,
  every = 1,
): RingShare {
  const { width, height, nx, ny, weight } = edges
  const [ct, st] = [Math.cos(turn), Math.sin(turn)]
  const sums = [0, 0]
  for (let n = 0; n < ANGLES; n += every) {
    const cos = (COS[n] as number) * ct - (SIN[n] as number) * st
    const sin = (SIN[n] as number) * ct + (COS[n] as number) * st
    let best = 0
    for (let d = -band; d <= band; d += 0.75) {
      const px = Math.round(x + cos * (radius + d))
      const py = Math.round(y + sin * (radius + d))
      if (px < 0 || py < 0 || px >= width || py >= height) continue
      const at = py * width + px
      const along = Math.abs((nx[at] as number) * cos + (ny[at] as number) * sin)
      if (along < 0.8) continue
      const value = (weight[at] as number) * (along - 0.8) * 5
      if (value > best) best = value
    }
    // Of every quarter turn, the half around an axis is axial.
    const eighth = n % 8
    const side = eighth <= 1 || eighth >= 6 ? 0 : 1
    sums[side] = (sums[side] as number) + Math.min(1, best / FULL_WEIGHT)
  }
  return {
    axial: ((sums[0] as number) * every) / (ANGLES / 2),
    diagonal: ((sums[1] as number) * every) / (ANGLES / 2),
  }
}

export interface RingFit {
  dx: number
  dy: number
  dr: number
  /** Weighted edge length over the circumference. */
  support: number
}

/**
 * One step towards the circle near (x, y, radius): edges count by strength, by how well they run along the circle, and by a
 * Gaussian of `sigma` pixels around it.
 */
export function ringStep(edges: Edges, x: number, y: number, radius: number, sigma: number): RingFit {
  const { width, height, nx, ny, weight } = edges
  const outer = radius + 2.5 * sigma
  const inner = Math.max(0, radius - 2.5 * sigma)
  const [x0, x1] = [Math.max(1, Math.ceil(x - outer)), Math.min(width - 2, Math.floor(x + outer))]
  const [y0, y1] = [Math.max(1, Math.ceil(y - outer)), Math.min(height - 2, Math.floor(y + outer))]
  const fall = 1 / (2 * sigma * sigma)
  let [s, sc, ss, scc, sss, scs, e, ec, es] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let py = y0; py <= y1; py++) {
    const oy = py - y
    for (let px = x0; px <= x1; px++) {
      const at = py * width + px
      const w0 = weight[at] as number
      if (w0 < 0.05) continue
      const ox = px - x
      const distance = Math.sqrt(ox * ox + oy * oy)
      if (distance < inner || distance > outer || distance < 1) continue
      const cos = ox / distance
      const sin = oy / distance
      const along = (nx[at] as number) * cos + (ny[at] as number) * sin
      const square = along * along
      if (square < 0.5) continue
      const off = distance - radius
      const w = w0 * square * square * Math.exp(-off * off * fall)
      s += w
      sc += w * cos
      ss += w * sin
      scc += w * cos * cos
      sss += w * sin * sin
      scs += w * cos * sin
      e += w * off
      ec += w * off * cos
      es += w * off * sin
    }
  }
  // Damped, so that a rim seen on one side alone moves only along what it shows.
  const damp = 0.02 * s + 1e-6
  const [dr, dx, dy] = solve3(s + damp, sc, ss, scc + damp, scs, sss + damp, e, ec, es)
  return { dx, dy, dr, support: s / (2 * Math.PI * radius) }
}

/** Solves [[a,b,c],[b,d,f],[c,f,g]] z = [p,q,r]. */
function solve3(
  a: number,
  b: number,
  c: number,
  d: number,
  f: number,
  g: number,
  p: number,
  q: number,
  r: number,
): [number, number, number] {
  const det = a * (d * g - f * f) - b * (b * g - f * c) + c * (b * f - d * c)
  if (Math.abs(det) < 1e-12) return [0, 0, 0]
  return [
    (p * (d * g - f * f) - b * (q * g - f * r) + c * (q * f - d * r)) / det,
    (a * (q * g - f * r) - p * (b * g - f * c) + c * (b * r - q * c)) / det,
    (a * (d * r - q * f) - b * (b * r - q * c) + p * (b * f - d * c)) / det,
  ]
}
