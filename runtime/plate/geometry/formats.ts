/**
 * The dimensions of plates, in millimetres, seen from above with A1 at the top left.
 *
 * Footprint: ANSI/SLAS 1-2004 (R2012): 127.76 x 85.48 mm.
 * 96, 384 and 1536 wells: ANSI/SLAS 4-2004 (R2012): pitch 9, 4.5 and 2.25 mm; A1 lies 14.38/11.24, 12.13/8.99 and 11.005/7.865 mm
 * from the left and top edges.
 * 6, 12, 24 and 48 wells have no standard. Their figures follow the drawings of Corning Costar 3516, 3513, 3526 and 3548; those of
 * Greiner Bio-One 657160, 665180, 662160 and 677180 differ by less than 0.6 mm in pitch.
 * Diameters are those of the rim's inner edge: Corning (6 to 48), Greiner Bio-One 655101, 781101 and 782101 (96, 384, 1536; the
 * last two are square and the figure is the side).
 */
export interface PlateFormat {
  wells: number
  rows: number
  columns: number
  pitchMm: number
  /** Centre of A1 from the left and the top edge of the footprint. */
  a1Mm: readonly [x: number, y: number]
  rimDiameterMm: number
  square: boolean
}

export const FOOTPRINT_MM = { width: 127.76, height: 85.48 } as const

export const PLATE_FORMATS: readonly PlateFormat[] = [
  format(6, 2, 3, 39.12, 35.4),
  format(12, 3, 4, 26.01, 22.7),
  format(24, 4, 6, 19.3, 16.2),
  format(48, 6, 8, 13.08, 11.4),
  format(96, 8, 12, 9, 6.96),
  format(384, 16, 24, 4.5, 3.8, true),
  format(1536, 32, 48, 2.25, 1.7, true),
]

/** A format whose wells lie in the middle of the footprint: true of every format above, to 0.3 mm. */
function format(
  wells: number,
  rows: number,
  columns: number,
  pitchMm: number,
  rimDiameterMm: number,
  square = false,
): PlateFormat {
  const a1Mm = [
    (FOOTPRINT_MM.width - (columns - 1) * pitchMm) / 2,
    (FOOTPRINT_MM.height - (rows - 1) * pitchMm) / 2,
  ] as const
  return { wells, rows, columns, pitchMm, a1Mm, rimDiameterMm, square }
}

/** `A1` to `AF48`: rows are letters, `AA` follows `Z`; columns are numbers from 1. */
export function wellName(row: number, column: number): string {
  const letter = (index: number) => String.fromCharCode(65 + index)
  const name = row < 26 ? letter(row) : letter(Math.floor(row / 26) - 1) + letter(row % 26)
  return `${name}${column + 1}`
}
