/** The plate facts of a picture, as handlers, catalogue and clients see them. */
import { z } from 'zod'

export const PLATE_CHECKS = ['presence', 'format', 'orientation', 'clipping', 'glare', 'barcode'] as const
export type PlateCheck = (typeof PLATE_CHECKS)[number]

export const PLATE_REASONS = [
  'NO_PLATE',
  'WRONG_FORMAT',
  'WRONG_ORIENTATION',
  'ORIENTATION_UNKNOWN',
  'CLIPPED',
  'DARK',
  'GLARE',
  'BARCODE_MISMATCH',
  'NOT_CHECKED',
] as const
export type PlateReasonCode = (typeof PLATE_REASONS)[number]

const point = z.tuple([z.number(), z.number()])
const wells = z
  .object({ plane: z.enum(['rim', 'bottom']), radius_px: z.number() })
  .catchall(point)
  .meta({
    description:
      'Centres of the corner wells, named as a1_px and h12_px of a 96-well plate, and the radius. plane: the disc whose centres these are.',
  })

export const plateReport = z
  .object({
    verdict: z.enum(['accepted', 'flagged', 'rejected', 'not_checked']),
    reasons: z.array(z.object({ code: z.enum(PLATE_REASONS), message: z.string() })),
    found: z.boolean(),
    format: z.int().nullable().meta({ description: 'Number of wells.' }),
    confidence: z.number(),
    orientation: z.enum(['a1_top_left', 'a1_top_right', 'a1_bottom_left', 'a1_bottom_right', 'unknown']),
    mirrored: z.boolean().nullable(),
    wells: wells.nullable(),
    bottom_wells: wells.nullable(),
    corners_px: z.array(point).nullable().meta({
      description: 'Corner wells as the picture shows them: top left, top right, bottom left, bottom right.',
    }),
    homography_mm_to_px: z.array(z.number()).nullable(),
    lens: z.object({ k1: z.number(), centre_px: point, half_diagonal_px: z.number() }).nullable(),
    px_per_mm: z.number().nullable(),
    rotation_deg: z.number().nullable(),
    shift_mm: point.nullable(),
    sharpness: z.number().nullable(),
    focus: z.number().nullable(),
    clipped_share: z.number().nullable(),
    dark_share: z.number().nullable(),
    glare_wells: z.array(z.string()),
    barcodes: z.array(z.object({ format: z.string(), text: z.string(), corners_px: z.array(point) })),
    barcode_matches: z.boolean().nullable().meta({ description: 'null: no barcode in the picture.' }),
    took_ms: z.number(),
  })
  .meta({ id: 'PlateReport' })
export type PlateReport = z.infer<typeof plateReport>

export const wellValue = z
  .object({
    name: z.string().meta({ example: 'A1' }),
    row: z.int(),
    column: z.int(),
    x_px: z.number(),
    y_px: z.number(),
    radius_px: z.number(),
    mean_rgb: z.array(z.number()),
    sd_rgb: z.array(z.number()),
    lab: z.array(z.number()).meta({ description: 'CIE L*a*b*, D65, from sRGB.' }),
    clipped_share: z.number(),
    dark_share: z.number(),
    glare: z.boolean(),
  })
  .meta({ id: 'WellValue' })
export type WellValueRow = z.infer<typeof wellValue>

/** The look at stored pictures. */
export interface Plates {
  readonly gate: 'off' | 'report' | 'reject'
  /** Looks at a stored picture and notes the result in the catalogue. Never throws: what fails gives `not_checked` with the reason. */
  check(filename: string): Promise<PlateReport>
  /** Values of every well of a stored picture. Throws NOT_FOUND where there is no such picture or no plate in it. */
  wells(filename: string): Promise<{ report: PlateReport; wells: WellValueRow[] }>
}
