/** What the simulated camera sees: the plate, how it lies, the lens and the light. Lengths in millimetres, angles in degrees. */
import { PLATE_FORMATS, type PlateFormat } from '../../../plate/geometry/formats.ts'

export interface Scene {
  /** Number of wells; 0 is an empty nest. */
  wells: number
  kind: 'clear' | 'white' | 'black'
  /** Share of the wells that hold liquid, and whether it is coloured by row or clear as water. */
  filled: number
  coloured: boolean
  lid: boolean
  /** Text of a Code 128 label on the table beside the plate's long side; empty: none. */
  label: string
  /** Corners that are cut, as a mark of A1. */
  cut: 'a1' | 'none' | 'a1_h1'
  rotationDeg: number
  shiftMm: readonly [number, number]
  tiltDeg: readonly [x: number, y: number]
  /** From the lens to the rims. */
  distanceMm: number
  /** Pixels per millimetre in the plane of the rims; 0 fits plate and margin into the frame. */
  pxPerMm: number
  /** Radial term: a point at r half diagonals of the frame is moved outwards by k r^2 of its radius. */
  lensK: number
  /** Standard deviation of the blur, in pixels. */
  blurPx: number
  /** Light falls off by this share from the left edge to the right edge, and from the middle to the corners. */
  gradient: number
  vignette: number
  exposure: number
  /** Wells that reflect a lamp. */
  glares: number
  /** Standard deviation of the noise, in grey levels. */
  noise: number
  /** Which wells are filled, reflect, and so on. */
  seed: number
}

export const USUAL_SCENE: Scene = {
  wells: 96,
  kind: 'white',
  filled: 1,
  coloured: true,
  lid: false,
  label: '',
  cut: 'a1',
  rotationDeg: 0,
  shiftMm: [0, 0],
  tiltDeg: [0, 0],
  distanceMm: 600,
  pxPerMm: 0,
  lensK: 0,
  blurPx: 0,
  gradient: 0.1,
  vignette: 0.1,
  exposure: 1,
  glares: 0,
  noise: 0,
  seed: 1,
}

/** Depth of a well: Corning 3516, 3513, 3526, 3548 (17.4 mm), 3596 (10.67 mm), 3701 (11.43 mm); 1536: Greiner Bio-One 782101 (5 mm). */
export const WELL_DEPTH_MM: Readonly<Record<number, number>> = {
  6: 17.4,
  12: 17.4,
  24: 17.4,
  48: 17.4,
  96: 10.67,
  384: 11.43,
  1536: 5,
}

export function formatOf(scene: Scene): PlateFormat | undefined {
  return PLATE_FORMATS.find(({ wells }) => wells === scene.wells)
}

/** The same numbers from 0 to 1 for the same seed (mulberry32, public domain). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
