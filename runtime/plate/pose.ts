/** The located plate with its true A1, as numbers that another program can use. */

import type { Orientation, PlateWells } from './facts.ts'
import { type PlateFormat, wellName } from './geometry/formats.ts'
import type { Location } from './locate/locate.ts'
import { type Model, project, stepAt } from './locate/model.ts'
import { rounded } from './measure.ts'
import type { Corner } from './orientation.ts'

/** Which way columns and rows are counted: null leaves them as they were located. */
export function oriented(location: Location, cut: Corner | null): Location {
  if (cut === null || cut === 'top_left') return location
  const { columns, rows } = location.format
  const flipColumns = cut.endsWith('right')
  const flipRows = cut.startsWith('bottom')
  const turn = (model: Model) => flipped(model, flipColumns ? columns - 1 : null, flipRows ? rows - 1 : null)
  return {
    ...location,
    model: turn(location.model),
    bottom: location.bottom === null ? null : { ...location.bottom, model: turn(location.bottom.model) },
  }
}

/** Replaces i by lastColumn - i, and j by lastRow - j, where given. */
function flipped(model: Model, lastColumn: number | null, lastRow: number | null): Model {
  const h = [...model.h] as [number, number, number, number, number, number, number, number, number]
  for (const row of [0, 3, 6] as const) {
    let [a, b, c] = [h[row], h[row + 1] as number, h[row + 2] as number]
    if (lastColumn !== null) [a, c] = [-a, c + a * lastColumn]
    if (lastRow !== null) [b, c] = [-b, c + b * lastRow]
    h[row] = a
    h[row + 1] = b
    h[row + 2] = c
  }
  const last = h[8]
  return { ...model, h: h.map((value) => value / last) }
}

export function wellsOf({
  model,
  format,
  radiusShare,
  plane,
}: Pick<Location, 'model' | 'format' | 'radiusShare'> & { plane: 'rim' | 'bottom' }): PlateWells {
  const { rows, columns } = format
  const wells: PlateWells = {
    plane,
    radius_px: rounded(radiusShare * stepAt(model, (columns - 1) / 2, (rows - 1) / 2), 2),
  }
  for (const row of [0, rows - 1])
    for (const column of [0, columns - 1])
      wells[`${wellName(row, column).toLowerCase()}_px`] = point(project(model, column, row))
  return wells
}

const point = ([x, y]: readonly [number, number]): [number, number] => [rounded(x, 2), rounded(y, 2)]

/** The corner wells as the picture shows them: top left, top right, bottom left, bottom right. */
export function pictureCorners({ model, format }: Location): [number, number][] {
  const { rows, columns } = format
  const all = [
    [0, 0],
    [columns - 1, 0],
    [0, rows - 1],
    [columns - 1, rows - 1],
  ].map(([i, j]) => point(project(model, i as number, j as number)))
  const upper = [...all].sort((a, b) => a[1] - b[1])
  const byX = (a: [number, number], b: [number, number]) => a[0] - b[0]
  return [...upper.slice(0, 2).sort(byX), ...upper.slice(2).sort(byX)]
}

/** Millimetres to pixels, without the lens term; row by row, the last number 1. */
export function homography({ model, format }: Location): number[] {
  const { pitchMm, a1Mm } = format
  const [a, b, c, d, e, f, g, h] = model.h as [number, number, number, number, number, number, number, number]
  const column = (p: number, q: number, r: number) => [
    p / pitchMm,
    q / pitchMm,
    r - (p * a1Mm[0] + q * a1Mm[1]) / pitchMm,
  ]
  const [x, y, w] = [column(a, b, c), column(d, e, f), column(g, h, 1)] as [number[], number[], number[]]
  const size = model.halfDiagonal
  const rows = [
    w.map((value, n) => (x[n] as number) * size + value * model.middle[0]),
    w.map((value, n) => (y[n] as number) * size + value * model.middle[1]),
    w,
  ]
  const last = w[2] as number
  return rows.flat().map((value) => Number((value / last).toPrecision(9)))
}

/** Scale and turn in the middle of the plate. */
export function pose({ model, format }: Location): {
  px_per_mm: number
  rotation_deg: number
  middle_px: [number, number]
} {
  const [i, j] = [(format.columns - 1) / 2, (format.rows - 1) / 2]
  const [x0, y0] = project(model, i - 0.5, j)
  const [x1, y1] = project(model, i + 0.5, j)
  return {
    px_per_mm: rounded(stepAt(model, i, j) / format.pitchMm, 4),
    rotation_deg: rounded((Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI, 3),
    middle_px: project(model, i, j),
  }
}

/** The corner of the picture that is nearest to A1, of the four corner wells. */
export function orientationOf({ model, format }: { model: Model; format: PlateFormat }): Orientation {
  const [mx, my] = project(model, (format.columns - 1) / 2, (format.rows - 1) / 2)
  const [x, y] = project(model, 0, 0)
  return `a1_${y < my ? 'top' : 'bottom'}_${x < mx ? 'left' : 'right'}`
}

/** A plate seen from below turns the other way from columns to rows. */
export function isMirrored({ model }: Location): boolean {
  const [x, y] = project(model, 0, 0)
  const [ax, ay] = project(model, 1, 0)
  const [bx, by] = project(model, 0, 1)
  return (ax - x) * (by - y) - (ay - y) * (bx - x) < 0
}
