/** What each well looks like. The disc that is averaged has 0.6 of the fitted radius, so that rims and their shadows stay out. */
import { labOf } from './colour.ts'
import { wellName } from './geometry/formats.ts'
import type { Location } from './locate/locate.ts'
import { project, stepAt } from './locate/model.ts'
import type { Picture } from './picture.ts'

/** Share of the fitted radius that is averaged. */
export const AVERAGED_SHARE = 0.6
/** A channel at or above this value is clipped; a pixel whose channels are all at or below the other is dark. */
const CLIPPED_FROM = 254
const DARK_TO = 3
/** A specular spot: white, in a well that is not, over at least this share of its disc. */
const GLARE_FROM = 250
const GLARE_MEDIAN_BELOW = 215
const GLARE_SHARE = 0.004

export interface WellValue {
  name: string
  /** 1 is A. */
  row: number
  column: number
  x_px: number
  y_px: number
  radius_px: number
  mean_rgb: [number, number, number]
  sd_rgb: [number, number, number]
  lab: [number, number, number]
  clipped_share: number
  dark_share: number
  glare: boolean
}

/** Every well, row by row. */
export function measure(picture: Picture, location: Location, place = project): WellValue[] {
  const { rows, columns } = location.format
  const wells: WellValue[] = []
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = place(location.model, column, row)
      const radius = location.radiusShare * stepAt(location.model, column, row)
      wells.push({
        name: wellName(row, column),
        row: row + 1,
        column: column + 1,
        x_px: rounded(x, 2),
        y_px: rounded(y, 2),
        radius_px: rounded(radius, 2),
        ...disc(picture, x, y, Math.max(1, radius * AVERAGED_SHARE)),
      })
    }
  }
  return wells
}

function disc({ rgb, width, height }: Picture, x: number, y: number, radius: number) {
  const sums = [0, 0, 0]
  const squares = [0, 0, 0]
  const histogram = new Uint32Array(256)
  let [count, clipped, dark, white] = [0, 0, 0, 0]
  for (let py = Math.max(0, Math.ceil(y - radius)); py <= Math.min(height - 1, y + radius); py++) {
    for (let px = Math.max(0, Math.ceil(x - radius)); px <= Math.min(width - 1, x + radius); px++) {
      if ((px - x) ** 2 + (py - y) ** 2 > radius * radius) continue
      const at = (py * width + px) * 3
      const [red, green, blue] = [rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number]
      ;[red, green, blue].forEach((value, channel) => {
        sums[channel] = (sums[channel] as number) + value
        squares[channel] = (squares[channel] as number) + value * value
      })
      count += 1
      const least = Math.min(red, green, blue)
      const most = Math.max(red, green, blue)
      if (most >= CLIPPED_FROM) clipped += 1
      if (most <= DARK_TO) dark += 1
      if (least >= GLARE_FROM) white += 1
      const level = (red + 2 * green + blue) >> 2
      histogram[level] = (histogram[level] as number) + 1
    }
  }
  const n = Math.max(1, count)
  const mean = sums.map((sum) => sum / n) as [number, number, number]
  const sd = squares.map((sum, channel) => Math.sqrt(Math.max(0, sum / n - (mean[channel] as number) ** 2)))
  return {
    mean_rgb: mean.map((value) => rounded(value, 2)) as [number, number, number],
    sd_rgb: sd.map((value) => rounded(value, 2)) as [number, number, number],
    lab: labOf(...mean).map((value) => rounded(value, 2)) as [number, number, number],
    clipped_share: rounded(clipped / n, 4),
    dark_share: rounded(dark / n, 4),
    glare: white / n >= GLARE_SHARE && medianOf(histogram, n) < GLARE_MEDIAN_BELOW,
  }
}

function medianOf(histogram: Uint32Array, count: number): number {
  let sum = 0
  for (let level = 0; level < 256; level++) {
    sum += histogram[level] as number
    if (sum * 2 >= count) return level
  }
  return 255
}

export function rounded(value: number, digits: number): number {
  const scale = 10 ** digits
  return Math.round(value * scale) / scale
}
