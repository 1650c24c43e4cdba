/** How much of a circle is seen at one place, and where it would fit better. */
import type { Edges } from './edges.ts'

const ANGLES = 32
const COS = Float64Array.from({ length: ANGLES }, (_, n) => Math.cos((2 * Math.PI * n) / ANGLES))
const SIN = Float64Array.from({ length: ANGLES }, (_, n) => Math.sin((2 * Math.PI * n) / ANGLES))
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
  const ct = Math.cos(turn)
  const st = Math.sin(turn)
  const [cx, cy] = [x + 0.5, y + 0.5]
  let [axial, diagonal] = [0, 0]
  for (let n = 0; n < ANGLES; n += every) {
    const cos = (COS[n] as number) * ct - (SIN[n] as number) * st
    const sin = (SIN[n] as number) * ct + (COS[n] as number) * st
    let best = 0
    for (let d = radius - band; d <= radius + band; d += 0.75) {
      const px = cx + cos * d
      const py = cy + sin * d
      if (px < 0 || py < 0 || px >= width || py >= height) continue
      const at = (py | 0) * width + (px | 0)
      const strength = weight[at] as number
      if (strength <= best) continue
      const along = Math.abs((nx[at] as number) * cos + (ny[at] as number) * sin)
      const value = strength * (along - 0.8) * 5
      if (value > best) best = value
    }
    if (best === 0) continue
    const seen = best < FULL_WEIGHT ? best / FULL_WEIGHT : 1
    // Of every quarter turn, the half around an axis is axial.
    const eighth = n & 7
    if (eighth <= 1 || eighth >= 6) axial += seen
    else diagonal += seen
  }
  return { axial: (axial * every) / (ANGLES / 2), diagonal: (diagonal * every) / (ANGLES / 2) }
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
  const [nearest, farthest] = [Math.max(1, inner * inner), outer * outer]
  const fall = 1 / (2 * sigma * sigma)
  let [s, sc, ss, scc, sss, scs, e, ec, es] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let py = y0; py <= y1; py++) {
    const oy = py - y
    // The chord within the ring's inner edge holds none of it.
    const chord = Math.sqrt(Math.max(0, inner * inner - oy * oy))
    const skipFrom = chord > 2 ? Math.ceil(x - chord) : Number.POSITIVE_INFINITY
    const skipTo = Math.floor(x + chord)
    for (let px = x0; px <= x1; px++) {
      if (px === skipFrom) px = Math.min(x1, skipTo)
      const at = py * width + px
      const w0 = weight[at] as number
      if (w0 < 0.05) continue
      const ox = px - x
      const away = ox * ox + oy * oy
      if (away < nearest || away > farthest) continue
      const distance = Math.sqrt(away)
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
