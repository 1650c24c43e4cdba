/** Finds the plate in a picture: its format and the place of every well, or nothing. Nothing is ever guessed. */
import { PLATE_FORMATS, type PlateFormat } from '../geometry/formats.ts'
import { type Picture, reduced } from '../picture.ts'
import { type Candidate, candidates, enlargedBy, LEAST_RADIUS_PX, ranked } from './candidates.ts'
import { canonical, corners, moved } from './canonical.ts'
import { type Depth, depths } from './depths.ts'
import { type Edges, edgesOf } from './edges.ts'
import { isEveryOther } from './every-other.ts'
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
  /** The picture as levelOf gives it, where the caller has it already. */
  level?: ReturnType<typeof levelOf>
}

/** A picture at the size that is searched. */
export interface Level {
  edges: Edges
  /** How many times smaller it is than the whole picture. */
  factor: number
}

/** The picture at the size at which plates of 96 and fewer wells are searched. */
export function levelOf(picture: Picture, sidePx = SEARCH_SIDE_PX): Level & { picture: Picture } {
  const factor = Math.max(1, Math.round(Math.max(picture.width, picture.height) / sidePx))
  const small = reduced(picture, factor)
  return { picture: small, edges: edgesOf(small), factor }
}

/** The plate whose wells are all in the picture; null where none is found with confidence. */
export function locate(
  picture: Picture,
  { formats = PLATE_FORMATS, level = levelOf(picture) }: LocateOptions = {},
): Location | null {
  const { edges, factor } = level
  // Large circles are found as well at half the size, in a quarter of the time.
  const half = edgesOf(reduced(level.picture, 2))
  const split = 2 * LEAST_RADIUS_PX * 1.2
  const large = enlargedBy(candidates(half, split / 2), 2)
  const sure = placed(level, ranked(large), formats)
  if (sure !== null && sure.confidence >= SURE && sure.sides >= 2) return sure
  const found = placed(level, ranked([...large, ...candidates(edges, LEAST_RADIUS_PX, split)]), formats)
  const small = formats.filter(({ wells }) => wells >= SMALL_WELLS)
  if (small.length === 0 || factor === 1 || (found !== null && found.format.wells < SMALL_WELLS)) return found
  const fine = levelOf(picture, FINE_SIDE_PX)
  return placed(fine, ranked(candidates(fine.edges, LEAST_RADIUS_PX, FINE_RADIUS_PX)), small) ?? found
}

/** A plate that is seen so well needs no search for smaller wells. */
const SURE = 0.8
/** Wells of these formats are a few pixels wide where others are searched. */
const SMALL_WELLS = 384
const FINE_SIDE_PX = 1280
const FINE_RADIUS_PX = 13

function placed(
  { edges, factor }: Level,
  found: Candidate[],
  formats: readonly PlateFormat[],
): Location | null {
  for (const choice of choices(edges, found, formats)) {
    const planes = planesOf(edges, choice)
    if (planes === null) continue
    const plane = planes.rim
    const { format } = choice.window
    const sides = sidesSeen(edges, plane.model, format)
    if (format.wells <= FEW_WELLS && sides < LEAST_SIDES_FEW_WELLS) continue
    if (!isInside(edges, plane.model, format) || isEveryOther(edges, plane, format)) continue
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

function choices(edges: Edges, lattices: Candidate[], formats: readonly PlateFormat[]): Choice[] {
  const found: Choice[] = []
  for (const candidate of lattices.slice(0, MOST_CANDIDATES)) {
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
/** Discs that are tried as the bottom: each costs as much as the rims. */
const MOST_BOTTOMS = 3
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
  const lower = found.filter(
    ({ value, radiusShare }) => value >= BOTTOM_AGAINST_BEST * best && radiusShare <= rim.radiusShare * 1.02,
  )
  for (const depth of lower.slice(0, MOST_BOTTOMS)) {
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
