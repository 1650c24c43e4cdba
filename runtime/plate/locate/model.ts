/** From lattice coordinates to pixels: a homography and one radial term of the lens, fitted robustly. */

/**
 * `h` is row by row, its last number 1, over coordinates that are centred and scaled by the frame. The radial term `k` acts around
 * the middle of the picture: distorted = undistorted * (1 + k r^2), r in units of half the picture's diagonal.
 */
export interface Model {
  h: number[]
  k: number
  middle: readonly [number, number]
  halfDiagonal: number
}

export interface Point {
  i: number
  j: number
  x: number
  y: number
  weight: number
}

export function project(model: Model, i: number, j: number): [number, number] {
  const h = model.h as [number, number, number, number, number, number, number, number]
  const w = h[6] * i + h[7] * j + 1
  const x = (h[0] * i + h[1] * j + h[2]) / w
  const y = (h[3] * i + h[4] * j + h[5]) / w
  const scale = 1 + model.k * (x * x + y * y)
  return [model.middle[0] + x * scale * model.halfDiagonal, model.middle[1] + y * scale * model.halfDiagonal]
}

/** Pixels per lattice step around a place: the geometric mean of both directions. */
export function stepAt(model: Model, i: number, j: number): number {
  const [x0, y0] = project(model, i - 0.5, j)
  const [x1, y1] = project(model, i + 0.5, j)
  const [x2, y2] = project(model, i, j - 0.5)
  const [x3, y3] = project(model, i, j + 0.5)
  return Math.sqrt(Math.abs((x1 - x0) * (y3 - y2) - (x3 - x2) * (y1 - y0)))
}

export interface FitOptions {
  width: number
  height: number
  /** Residual in pixels beyond which a point hardly counts. */
  scalePx: number
  /** Whether the lens term and the perspective are fitted; few points allow neither. */
  lens: boolean
  perspective: boolean
  from?: Model
}

/** Iteratively reweighted Gauss-Newton. At least 4 points that span both directions; returns null where they do not. */
export function fitModel(points: readonly Point[], options: FitOptions): Model | null {
  const start = options.from ?? affine(points, options)
  if (start === null) return null
  const model = { ...start, h: [...start.h] }
  const free = [0, 1, 2, 3, 4, 5, ...(options.perspective ? [6, 7] : []), ...(options.lens ? [8] : [])]
  const rounds = options.from === undefined ? 9 : 4
  for (let round = 0; round < rounds; round++) {
    const shrinking = options.scalePx * (round < 4 && options.from === undefined ? 4 - round : 1)
    const step = solveStep(model, points, free, shrinking)
    if (step === null) return null
    free.forEach((parameter, index) => {
      if (parameter === 8) model.k += step[index] as number
      else model.h[parameter] = (model.h[parameter] as number) + (step[index] as number)
    })
  }
  if (!model.h.every(Number.isFinite) || Math.abs(model.k) > 0.4) return null
  return model
}

function affine(points: readonly Point[], { width, height }: FitOptions): Model | null {
  const halfDiagonal = Math.hypot(width, height) / 2
  const middle = [(width - 1) / 2, (height - 1) / 2] as const
  const normal = new Float64Array(9)
  const right = [new Float64Array(3), new Float64Array(3)] as const
  for (const { i, j, x, y, weight } of points) {
    const row = [i, j, 1]
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++)
        normal[a * 3 + b] = (normal[a * 3 + b] as number) + weight * (row[a] as number) * (row[b] as number)
      right[0][a] = (right[0][a] as number) + (weight * (row[a] as number) * (x - middle[0])) / halfDiagonal
      right[1][a] = (right[1][a] as number) + (weight * (row[a] as number) * (y - middle[1])) / halfDiagonal
    }
  }
  const xs = solve(normal.slice(), right[0], 3)
  const ys = solve(normal.slice(), right[1], 3)
  if (xs === null || ys === null) return null
  return { h: [...xs, ...ys, 0, 0, 1], k: 0, middle, halfDiagonal }
}

function solveStep(
  model: Model,
  points: readonly Point[],
  free: number[],
  scale: number,
): Float64Array | null {
  const n = free.length
  const normal = new Float64Array(n * n)
  const right = new Float64Array(n)
  const dx = new Float64Array(9)
  const dy = new Float64Array(9)
  for (const { i, j, x, y, weight } of points) {
    const [px, py] = derivatives(model, i, j, dx, dy)
    const [ex, ey] = [x - px, y - py]
    const robust = weight / (1 + (ex * ex + ey * ey) / (scale * scale)) ** 2
    for (let a = 0; a < n; a++) {
      const ax = robust * (dx[free[a] as number] as number)
      const ay = robust * (dy[free[a] as number] as number)
      right[a] = (right[a] as number) + ax * ex + ay * ey
      for (let b = 0; b <= a; b++)
        normal[a * n + b] =
          (normal[a * n + b] as number) +
          ax * (dx[free[b] as number] as number) +
          ay * (dy[free[b] as number] as number)
    }
  }
  for (let a = 0; a < n; a++) for (let b = a + 1; b < n; b++) normal[a * n + b] = normal[b * n + a] as number
  holdToPrior(model, points, free, scale, normal, right)
  return solve(normal, right, n)
}

/** The pixel of (i, j), and how it moves with each of the eight numbers of `h` and, at index 8, with `k`. */
function derivatives(
  { h, k, middle, halfDiagonal }: Model,
  i: number,
  j: number,
  dx: Float64Array,
  dy: Float64Array,
): [number, number] {
  const [a, b, c, d, e, f, g, l] = h as [number, number, number, number, number, number, number, number]
  const w = g * i + l * j + 1
  const x = (a * i + b * j + c) / w
  const y = (d * i + e * j + f) / w
  const square = x * x + y * y
  const scale = 1 + k * square
  // Of the pixel by the point before the lens term.
  const xx = halfDiagonal * (scale + 2 * k * x * x)
  const xy = halfDiagonal * 2 * k * x * y
  const yy = halfDiagonal * (scale + 2 * k * y * y)
  const along = [i / w, j / w, 1 / w] as const
  for (let n = 0; n < 3; n++) {
    const part = along[n] as number
    dx[n] = xx * part
    dy[n] = xy * part
    dx[3 + n] = xy * part
    dy[3 + n] = yy * part
  }
  for (let n = 0; n < 2; n++) {
    const part = along[n] as number
    dx[6 + n] = -part * (xx * x + xy * y)
    dy[6 + n] = -part * (xy * x + yy * y)
  }
  dx[8] = halfDiagonal * x * square
  dy[8] = halfDiagonal * y * square
  return [middle[0] + x * scale * halfDiagonal, middle[1] + y * scale * halfDiagonal]
}

/** Few lenses bend straight lines more; edges that mislead must not be explained by an unlikely lens. */
const USUAL_LENS = 0.02
const LENS_PRIOR = 0.05

/** Draws the lens term towards zero, as strongly as one sixth of the points would hold it. */
function holdToPrior(
  model: Model,
  points: readonly Point[],
  free: number[],
  scale: number,
  normal: Float64Array,
  right: Float64Array,
): void {
  const n = free.length
  for (let a = 0; a < n; a++) normal[a * n + a] = (normal[a * n + a] as number) * (1 + 1e-6) + 1e-12
  const lens = free.indexOf(8)
  if (lens === -1) return
  const strength = (LENS_PRIOR * points.length * scale * scale) / (USUAL_LENS * USUAL_LENS)
  normal[lens * n + lens] = (normal[lens * n + lens] as number) + strength
  right[lens] = (right[lens] as number) - strength * model.k
}

/** Gauss elimination with pivots; null where the system has no single solution. */
export function solve(matrix: Float64Array, right: Float64Array, n: number): Float64Array | null {
  const out = right.slice()
  for (let column = 0; column < n; column++) {
    let pivot = column
    for (let row = column + 1; row < n; row++)
      if (Math.abs(matrix[row * n + column] as number) > Math.abs(matrix[pivot * n + column] as number))
        pivot = row
    const top = matrix[pivot * n + column] as number
    if (Math.abs(top) < 1e-14) return null
    for (let k = 0; k < n; k++) {
      const swap = matrix[column * n + k] as number
      matrix[column * n + k] = matrix[pivot * n + k] as number
      matrix[pivot * n + k] = swap
    }
    const swap = out[column] as number
    out[column] = out[pivot] as number
    out[pivot] = swap
    for (let row = 0; row < n; row++) {
      if (row === column) continue
      const factor = (matrix[row * n + column] as number) / (matrix[column * n + column] as number)
      if (factor === 0) continue
      for (let k = column; k < n; k++)
        matrix[row * n + k] = (matrix[row * n + k] as number) - factor * (matrix[column * n + k] as number)
      out[row] = (out[row] as number) - factor * (out[column] as number)
    }
  }
  for (let row = 0; row < n; row++) out[row] = (out[row] as number) / (matrix[row * n + row] as number)
  return out
}
