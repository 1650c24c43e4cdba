/** Finds the plate in a picture: its format and the place of every well, or nothing. Nothing is ever guessed. */
import { PLATE_FORMATS, type PlateFormat } from '../geometry/formats.ts'
import { type Picture, reduced } from '../picture.ts'
import { type Candidate, candidates } from './candidates.ts'
import { canonical, corners, moved } from './canonical.ts'
import { type Depth, depths } from './depths.ts'
import { type Edges, edgesOf } from './edges.ts'
import { evidenceOf } from './evidence.ts'
import { type Model, stepAt } from './model.ts'
import { sidesSeen } from './outline.ts'
import { type Plane, refined } from './planes.ts'
import { type Window, windows } from './window.ts'

export interface Location {
  format: PlateFormat
  /** 0 to 1: how much speaks for this format at this place, and against every other. */
  confidence: number
  /** Columns and rows, A1 at (0, 0) as if A1 were at the top left of the picture, to pixels of the whole picture. */
  model: Model
  /** The disc that was fitted: the wells' rims. */
  plane: 'rim'
  radiusShare: number
  /** The bottoms of the wells, where they are seen apart from the rims. */
  bottom: { model: Model; radiusShare: number } | null
  sides: number
}

/** Side of the picture on which the lattice is searched. */
const SEARCH_SIDE_PX = 720
/** Lattices that are looked at in full. */
const MOST_CANDIDATES = 9
const LEAST_SCORE = 0.4
/** Few wells are soon found by chance: they need more, and at least two sides of the plate. */
const LEAST_SCORE_FEW_WELLS = 0.46
const FEW_WELLS = 24
const LEAST_SIDES_FEW_WELLS = 2
/** The fitted radius against the format's rim: liquid and bottom are smaller, a rim's outer edge is larger. */
const RADIUS_RATIO = { least: 0.62, most: 1.3 } as const
const LEAST_SUPPORT = 0.5
const LARGEST_RESIDUAL = 0.035

export interface LocateOptions {
  formats?: readonly PlateFormat[]
}

/** The plate whose wells are all in the picture; null where none is found with confidence. */
export function locate(picture: Picture, { formats = PLATE_FORMATS }: LocateOptions = {}): Location | null {
  const factor = Math.max(1, Math.round(Math.max(picture.width, picture.height) / SEARCH_SIDE_PX))
  const edges = edgesOf(reduced(picture, factor))
  for (const choice of choices(edges, formats)) {
    const planes = planesOf(edges, choice)
    if (planes === null) continue
    const plane = planes.rim
    const { format } = choice.window
    const sides = sidesSeen(edges, plane.model, format)
    if (format.wells <= FEW_WELLS && sides < LEAST_SIDES_FEW_WELLS) continue
    if (!isInside(edges, plane.model, format)) continue
    const confidence = Math.min(
      1,
      0.35 + 0.65 * choice.window.score + 0.06 * sides + 0.2 * (plane.support - 0.5),
    )
    return {
      format,
      confidence,
      model: enlarged(plane.model, factor),
      plane: 'rim',
      radiusShare: plane.radiusShare,
      bottom:
        planes.bottom === null
          ? null
          : { model: enlarged(planes.bottom.model, factor), radiusShare: planes.bottom.radiusShare },
      sides,
    }
  }
  return null
}

interface Choice {
  candidate: Candidate
  window: Window
  model: Model
  share: number
}

function choices(edges: Edges, formats: readonly PlateFormat[]): Choice[] {
  const found: Choice[] = []
  for (const candidate of candidates(edges).slice(0, MOST_CANDIDATES)) {
    const evidence = evidenceOf(edges, candidate)
    if (evidence === null) continue
    for (const window of windows(evidence, formats)) {
      const few = window.format.wells <= FEW_WELLS
      if (window.score < (few ? LEAST_SCORE_FEW_WELLS : LEAST_SCORE)) break
      const model = canonical(edges, evidence.model, window)
      if (model === null) continue
      const { columns, rows } = window.format
      const share = candidate.radius / stepAt(model, (columns - 1) / 2, (rows - 1) / 2)
      if (!isRadiusOf(window.format, share)) continue
      found.push({ candidate, window, model, share })
      break
    }
  }
  return found.sort((a, b) => b.window.score - a.window.score)
}

/** A vote's radius is known to a tenth. */
function isRadiusOf(format: PlateFormat, share: number): boolean {
  const rim = format.rimDiameterMm / 2 / format.pitchMm
  return share > rim * RADIUS_RATIO.least && share < rim * RADIUS_RATIO.most
}

/** A disc that is seen at least this well against the best one may be the rim. */
const RIM_AGAINST_BEST = 0.95
const BOTTOM_AGAINST_BEST = 0.5
/** Planes whose pitch differs less are one. */
const LEAST_PARALLAX = 0.008

/** The rims, which are the largest discs that are seen nearly as well as any, and the bottoms where they are seen apart. */
function planesOf(
  edges: Edges,
  { window, model, share }: Choice,
): { rim: Plane; bottom: Plane | null } | null {
  const { format } = window
  const base = refined(edges, model, share, format, 'rough')
  if (base === null) return null
  const found = depths(edges, base.model, format)
  const best = found[0]?.value ?? 0
  const closer = (depth: Depth) => {
    const start = moved(edges, base.model, format, depth.scale, depth.shift)
    const plane = start === null ? null : refined(edges, start, depth.radiusShare, format, 'close')
    return plane !== null && isGood(plane, format) ? plane : null
  }
  const rims = found
    .filter(({ value }) => value >= RIM_AGAINST_BEST * best)
    .sort((a, b) => b.radiusShare - a.radiusShare)
  let rim: Plane | null = null
  for (const depth of rims) {
    rim = closer(depth)
    if (rim !== null) break
  }
  rim ??= isGood(base, format) ? base : null
  if (rim === null) return null
  for (const depth of found) {
    if (depth.value < BOTTOM_AGAINST_BEST * best || depth.radiusShare > rim.radiusShare * 1.02) continue
    const bottom = closer(depth)
    if (
      bottom !== null &&
      bottom.radiusShare < rim.radiusShare &&
      Math.abs(bottom.pitchPx / rim.pitchPx - 1) > LEAST_PARALLAX
    )
      return { rim, bottom }
  }
  return { rim, bottom: null }
}

function isGood(plane: Plane, format: PlateFormat): boolean {
  return (
    plane.support >= LEAST_SUPPORT &&
    plane.residual <= LARGEST_RESIDUAL &&
    isRadiusOf(format, plane.radiusShare)
  )
}

function isInside({ width, height }: Edges, model: Model, format: PlateFormat): boolean {
  return corners(model, format).every(([x, y]) => x > 0 && y > 0 && x < width - 1 && y < height - 1)
}

/** The model over the whole picture instead of the reduced one. */
function enlarged(model: Model, factor: number): Model {
  const at = (v: number) => (v + 0.5) * factor - 0.5
  return {
    ...model,
    middle: [at(model.middle[0]), at(model.middle[1])],
    halfDiagonal: model.halfDiagonal * factor,
  }
}
