/**
 * Where the brightness or a colour changes, and in which direction. The strength is relative to its surroundings, so that the faint
 * rim of an empty clear well counts nearly as much as the edge of a dark liquid.
 */
import type { Picture } from '../picture.ts'

export interface Edges {
  width: number
  height: number
  /** Unit normal of the edge; its sign has no meaning. */
  nx: Float32Array
  ny: Float32Array
  /** 0 (flat) to 1 (a strong edge for its surroundings). */
  weight: Float32Array
}

/** Share of the picture's larger side over which the surroundings of a pixel are averaged. */
const SURROUNDINGS = 1 / 24
/** Gray levels per pixel below which a change is always noise. */
const LEAST_CHANGE = 1.2

/** Edges of the picture, from the channel that changes most at each pixel. */
export function edgesOf(picture: Picture): Edges {
  const { width, height } = picture
  const count = width * height
  const nx = new Float32Array(count)
  const ny = new Float32Array(count)
  const weight = new Float32Array(count)
  for (let channel = 0; channel < 3; channel++)
    keepLargest(softened(picture, channel), width, height, nx, ny, weight)
  const floor = Math.max(LEAST_CHANGE, 1.5 * median(weight))
  const around = boxMean(
    weight,
    width,
    height,
    Math.max(4, Math.round(Math.max(width, height) * SURROUNDINGS)),
  )
  for (let i = 0; i < count; i++) {
    const strength = weight[i] as number
    if (strength === 0) continue
    nx[i] = (nx[i] as number) / strength
    ny[i] = (ny[i] as number) / strength
    const relative = Math.max(0, strength - 0.5 * floor)
    weight[i] = relative / (relative + 0.7 * (around[i] as number) + floor)
  }
  return { width, height, nx, ny, weight }
}

/** One channel after a binomial 3 x 3 filter, which takes most of a sensor's noise. */
function softened({ rgb, width, height }: Picture, channel: number): Float32Array {
  const rows = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const line = y * width
    for (let x = 0; x < width; x++) {
      const at = line + x
      const left = rgb[(at - (x > 0 ? 1 : 0)) * 3 + channel] as number
      const right = rgb[(at + (x < width - 1 ? 1 : 0)) * 3 + channel] as number
      rows[at] = (left + right + 2 * (rgb[at * 3 + channel] as number)) / 4
    }
  }
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const up = (y > 0 ? y - 1 : y) * width
    const down = (y < height - 1 ? y + 1 : y) * width
    for (let x = 0; x < width; x++)
      out[y * width + x] =
        ((rows[up + x] as number) + (rows[down + x] as number) + 2 * (rows[y * width + x] as number)) / 4
  }
  return out
}

function keepLargest(
  values: Float32Array,
  width: number,
  height: number,
  nx: Float32Array,
  ny: Float32Array,
  strength: Float32Array,
): void {
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const dx = ((values[at + 1] as number) - (values[at - 1] as number)) / 2
      const dy = ((values[at + width] as number) - (values[at - width] as number)) / 2
      const size = Math.sqrt(dx * dx + dy * dy)
      if (size <= (strength[at] as number)) continue
      strength[at] = size
      nx[at] = dx
      ny[at] = dy
    }
  }
}

/** Median of a sample of the values. */
function median(values: Float32Array): number {
  const step = Math.max(1, Math.floor(values.length / 4096))
  const sample: number[] = []
  for (let i = 0; i < values.length; i += step) sample.push(values[i] as number)
  sample.sort((a, b) => a - b)
  return sample[sample.length >> 1] ?? 0
}

/** Mean over a square of side `2 * radius + 1` around each pixel, the picture's border excluded. */
export function boxMean(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] as number
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] as number) + row
    }
  }
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * (width + 1)
    const lines = Math.min(height, y + radius + 1) - Math.max(0, y - radius)
    const bottom = Math.min(height, y + radius + 1) * (width + 1)
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      const sum =
        (sums[bottom + right] as number) -
        (sums[bottom + left] as number) -
        (sums[top + right] as number) +
        (sums[top + left] as number)
      out[y * width + x] = sum / (lines * (right - left))
    }
  }
  return out
}
