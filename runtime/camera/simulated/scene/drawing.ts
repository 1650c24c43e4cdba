/** The plate as it is seen on the plane of its rims, drawn flat: bottoms and skirt are moved to where the lens sees them. */
import { FOOTPRINT_MM, type PlateFormat } from '../../../plate/geometry/formats.ts'
import type { Optics } from './optics.ts'
import { formatOf, randomOf, type Scene, WELL_DEPTH_MM } from './scene.ts'

/** The drawing covers this much around the footprint. */
export const MARGIN_MM = 40
/** Height of a plate: ANSI/SLAS 2-2004. */
const HEIGHT_MM = 14.35
/** The upper face is smaller than the footprint by the flange: ANSI/SLAS 3-2004. */
const FLANGE_MM = 1.3
const CUT_MM = 6
/** Bottom against rim: walls are drafted. */
const BOTTOM_SHARE = 0.92

const COLOURS = {
  clear: { face: '#dfe4e4', opacity: 0.28, line: '#7c8688', wall: 'none', bottom: 'none', text: '#8b9597' },
  white: {
    face: '#eef0f0',
    opacity: 1,
    line: '#b3bcbf',
    wall: '#c3cacc',
    bottom: '#dde2e3',
    text: '#56626a',
  },
  black: {
    face: '#26292b',
    opacity: 1,
    line: '#4b5154',
    wall: '#121415',
    bottom: '#0b0c0d',
    text: '#60686c',
  },
} as const

/** SVG in millimetres; `bars` is the label's Code 128, one rectangle an element. */
export function drawing(
  scene: Scene,
  optics: Optics,
  bars: readonly { from: number; width: number }[],
): string {
  const format = formatOf(scene)
  const [w, h] = [FOOTPRINT_MM.width + 2 * MARGIN_MM, FOOTPRINT_MM.height + 2 * MARGIN_MM]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-MARGIN_MM} ${-MARGIN_MM} ${w} ${h}">
  <defs><radialGradient id="bench" cx="45%" cy="35%" r="90%"><stop offset="0" stop-color="#6d757b"/><stop offset="1" stop-color="#2b3034"/></radialGradient></defs>
  <rect x="${-MARGIN_MM}" y="${-MARGIN_MM}" width="${w}" height="${h}" fill="url(#bench)"/>
  ${format === undefined ? '' : plate(scene, optics, format)}${label(bars)}
</svg>`
}

function plate(scene: Scene, optics: Optics, format: PlateFormat): string {
  const style = COLOURS[scene.kind]
  const depth = WELL_DEPTH_MM[format.wells] as number
  const random = randomOf(scene.seed)
  const skirt = `<path d="${outline(scene, 0, (x, y) => optics.onRims(x, y, -HEIGHT_MM))}" fill="${style.face}" fill-opacity="${style.opacity}" stroke="${style.line}" stroke-width="0.5"/>`
  const below: string[] = []
  const holes: string[] = []
  const rims: string[] = []
  for (let row = 0; row < format.rows; row++) {
    for (let column = 0; column < format.columns; column++) {
      const [x, y] = [format.a1Mm[0] + column * format.pitchMm, format.a1Mm[1] + row * format.pitchMm]
      const radius = format.rimDiameterMm / 2
      const [bx, by] = optics.onRims(x, y, -depth)
      const [ex] = optics.onRims(x + radius * BOTTOM_SHARE, y, -depth)
      const bottomRadius = ex - bx
      const shape = (cx: number, cy: number, r: number, rest: string) => well(format, cx, cy, r, rest)
      if (style.wall !== 'none') below.push(shape(x, y, radius * 1.12, `fill="${style.wall}"`))
      const filled = random() < scene.filled
      const fill = filled ? liquid(scene, row, column) : `fill="${style.bottom}"`
      const line = scene.kind === 'clear' ? `stroke="${style.line}" stroke-width="0.25"` : ''
      below.push(shape(bx, by, bottomRadius, `${fill} ${line}`))
      if (filled && scene.kind === 'clear') {
        // The column of liquid is seen through the wall, from the bottom to a third of the depth.
        const [lx, ly] = optics.onRims(x, y, -depth * 0.66)
        below.push(shape(lx, ly, bottomRadius * 1.03, liquid(scene, row, column)))
      }
      holes.push(hole(format, x, y, radius))
      rims.push(
        shape(
          x,
          y,
          radius,
          `fill="none" stroke="${style.line}" stroke-width="${format.pitchMm > 4 ? 0.35 : 0.15}"`,
        ),
      )
    }
  }
  const face = `<path d="${outline(scene, FLANGE_MM, (x, y) => [x, y])}${holes.join('')}" fill-rule="evenodd" fill="${style.face}" fill-opacity="${style.opacity}" stroke="${style.line}" stroke-width="0.3"/>`
  const lid = scene.lid
    ? `<path d="${outline(scene, 0.3, (x, y) => optics.onRims(x, y, 2))}" fill="#fff" fill-opacity="0.14" stroke="#fff" stroke-opacity="0.5" stroke-width="0.4"/>`
    : ''
  return skirt + below.join('') + face + rims.join('') + names(format, style.text) + lid
}

/** The plate's edge with its cut corners, `inset` inside of the footprint. */
function outline(
  scene: Scene,
  inset: number,
  place: (x: number, y: number) => readonly [number, number],
): string {
  const [l, t, r, b] = [inset, inset, FOOTPRINT_MM.width - inset, FOOTPRINT_MM.height - inset]
  const a1 = scene.cut === 'none' ? 0.8 : CUT_MM
  const h1 = scene.cut === 'a1_h1' ? CUT_MM : 0.8
  const rest = 0.8
  const points = [
    [l + a1, t],
    [r - rest, t],
    [r, t + rest],
    [r, b - rest],
    [r - rest, b],
    [l + h1, b],
    [l, b - h1],
    [l, t + a1],
  ] as const
  return `M${points
    .map(([x, y]) =>
      place(x, y)
        .map((value) => value.toFixed(3))
        .join(' '),
    )
    .join('L')}Z`
}

function well({ square }: PlateFormat, x: number, y: number, radius: number, rest: string): string {
  const [cx, cy, r] = [x.toFixed(3), y.toFixed(3), radius.toFixed(3)]
  if (!square) return `<circle cx="${cx}" cy="${cy}" r="${r}" ${rest}/>`
  const side = (2 * radius).toFixed(3)
  return `<rect x="${(x - radius).toFixed(3)}" y="${(y - radius).toFixed(3)}" width="${side}" height="${side}" rx="${(radius * 0.25).toFixed(3)}" ${rest}/>`
}

function hole({ square }: PlateFormat, x: number, y: number, r: number): string {
  if (square) return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}Z`
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`
}

/** A dilution series: colour by row, strength by column. */
function liquid({ coloured, kind }: Scene, row: number, column: number): string {
  if (!coloured) return `fill="#e9f2f6" fill-opacity="${kind === 'black' ? 0.06 : 0.16}"`
  const hue = (row * 43 + 8) % 360
  return `fill="hsl(${hue} ${Math.max(12, 72 - column * 5)}% ${kind === 'black' ? 24 : 46}%)" fill-opacity="${kind === 'clear' ? 0.55 : 0.9}"`
}

function names({ rows, columns, pitchMm, a1Mm, rimDiameterMm, wells }: PlateFormat, colour: string): string {
  if (wells > 96) return ''
  const size = Math.min(3.4, (a1Mm[1] - rimDiameterMm / 2) * 0.6)
  const style = `font-family="sans-serif" font-size="${size}" font-weight="600" fill="${colour}" text-anchor="middle"`
  const left = a1Mm[0] - rimDiameterMm / 2 - size * 0.9
  const letters = Array.from(
    { length: rows },
    (_, row) =>
      `<text x="${left}" y="${a1Mm[1] + row * pitchMm + size * 0.36}" ${style}>${String.fromCharCode(65 + row)}</text>`,
  )
  const numbers = Array.from(
    { length: columns },
    (_, column) =>
      `<text x="${a1Mm[0] + column * pitchMm}" y="${a1Mm[1] - rimDiameterMm / 2 - size * 0.4}" ${style}>${column + 1}</text>`,
  )
  return [...letters, ...numbers].join('')
}

/** Lies on the table at the side of row H, 0.33 mm (13 mil) an element. */
function label(bars: readonly { from: number; width: number }[]): string {
  if (bars.length === 0) return ''
  const element = 0.33
  const length = Math.max(...bars.map(({ from, width }) => from + width)) * element
  const [x, y, height] = [20, FOOTPRINT_MM.height + 2, 5]
  const drawn = bars.map(
    ({ from, width }) =>
      `<rect x="${x + from * element}" y="${y + 0.6}" width="${width * element}" height="${height - 1.2}"/>`,
  )
  return `<rect x="${x - 4}" y="${y}" width="${length + 8}" height="${height}" fill="#fff"/>${drawn.join('')}`
}
