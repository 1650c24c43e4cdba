/** Pixels in, facts out: the whole look at one picture. It knows no HTTP, no camera and no store. */
import { barcodesIn } from './barcodes.ts'
import type { Inspection, PlateFacts } from './facts.ts'
import { levelOf, locate } from './locate/locate.ts'
import { measure, rounded } from './measure.ts'
import { cutCorner } from './orientation.ts'
import type { Picture } from './picture.ts'
import { homography, isMirrored, orientationOf, oriented, pictureCorners, pose, wellsOf } from './pose.ts'
import { focusOf } from './sharpness.ts'

export interface InspectOptions {
  /** Barcodes cost about half of the time. */
  barcodes: boolean
}

/** Every fact that needs no reference and no settings. */
export async function inspect(
  picture: Picture,
  options: InspectOptions = { barcodes: true },
): Promise<Inspection> {
  const startedAt = performance.now()
  const level = levelOf(picture)
  const located = locate(picture, { level })
  const barcodes = options.barcodes ? await barcodesIn(picture) : []
  const took = () => Math.round(performance.now() - startedAt)
  if (located === null) return { facts: { ...NOT_FOUND, barcodes, took_ms: took() }, wells: [] }
  const cut = cutCorner(level, located)
  const location = oriented(located, cut)
  const wells = measure(picture, location)
  const share = (key: 'clipped_share' | 'dark_share') =>
    rounded(wells.reduce((sum, well) => sum + well[key], 0) / wells.length, 5)
  const { px_per_mm, rotation_deg } = pose(location)
  const { k, middle, halfDiagonal } = location.model
  const facts: PlateFacts = {
    found: true,
    format: location.format.wells,
    confidence: rounded(location.confidence, 3),
    orientation: cut === null ? 'unknown' : orientationOf(location),
    mirrored: cut === null ? null : isMirrored(location),
    wells: wellsOf(location),
    bottom_wells:
      location.bottom === null ? null : wellsOf({ ...location, ...location.bottom, plane: 'bottom' }),
    corners_px: pictureCorners(location),
    homography_mm_to_px: homography(location),
    lens: {
      k1: rounded(k, 6),
      centre_px: [middle[0], middle[1]],
      half_diagonal_px: rounded(halfDiagonal, 3),
    },
    px_per_mm,
    rotation_deg,
    shift_mm: null,
    sharpness: null,
    focus: rounded(focusOf(picture, location), 4),
    clipped_share: share('clipped_share'),
    dark_share: share('dark_share'),
    glare_wells: wells.filter(({ glare }) => glare).map(({ name }) => name),
    barcodes,
    took_ms: took(),
  }
  return { facts, wells }
}

/** The facts where there is no plate. */
export const NOT_FOUND: PlateFacts = {
  found: false,
  format: null,
  confidence: 0,
  orientation: 'unknown',
  mirrored: null,
  wells: null,
  bottom_wells: null,
  corners_px: null,
  homography_mm_to_px: null,
  lens: null,
  px_per_mm: null,
  rotation_deg: null,
  shift_mm: null,
  sharpness: null,
  focus: null,
  clipped_share: null,
  dark_share: null,
  glare_wells: [],
  barcodes: [],
  took_ms: 0,
}
