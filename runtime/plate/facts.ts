/** All that is said of the plate in one picture. The names are those on the wire. */
import type { Barcode } from './barcodes.ts'
import type { WellValue } from './measure.ts'

export type Orientation = 'a1_top_left' | 'a1_top_right' | 'a1_bottom_left' | 'a1_bottom_right' | 'unknown'

/** Where wells of one plane are: `a1_px`, `a12_px`, `h1_px`, `h12_px` of a 96-well plate, and so of the others by their corner wells. */
export interface PlateWells {
  /** The disc whose centres these are. */
  plane: 'rim' | 'bottom'
  radius_px: number
  [corner: `${string}_px`]: [number, number] | number
}

export interface PlateFacts {
  found: boolean
  format: number | null
  confidence: number
  orientation: Orientation
  /** Seen from below. Null where no mark tells. */
  mirrored: boolean | null
  wells: PlateWells | null
  /** The bottoms of the wells, where parallax shows them apart from the rims. */
  bottom_wells: PlateWells | null
  /** The corner wells in the order of the picture: top left, top right, bottom left, bottom right. */
  corners_px: [number, number][] | null
  /** Row by row; plate millimetres from the footprint's corner beside A1, to pixels before the lens term. */
  homography_mm_to_px: number[] | null
  lens: { k1: number; centre_px: [number, number]; half_diagonal_px: number } | null
  px_per_mm: number | null
  rotation_deg: number | null
  /** Against the reference of the nest; null where there is none. */
  shift_mm: [number, number] | null
  /** Of the reference's sharpness; null where there is none. */
  sharpness: number | null
  /** 0 to 1, comparable between pictures of one nest. */
  focus: number | null
  clipped_share: number | null
  dark_share: number | null
  glare_wells: string[]
  barcodes: Barcode[]
  took_ms: number
}

/** A picture's facts with the values of each well, which are kept apart since they are many. */
export interface Inspection {
  facts: PlateFacts
  wells: WellValue[]
}
