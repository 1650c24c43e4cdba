/** Draws a scene and tells where every well really is. */
import { setImmediate } from 'node:timers/promises'
import sharp from 'sharp'
import { FOOTPRINT_MM, wellName } from '../../../plate/geometry/formats.ts'
import { drawing, MARGIN_MM } from './drawing.ts'
import { barsOf } from './label.ts'
import { type Optics, opticsOf } from './optics.ts'
import { formatOf, randomOf, type Scene, USUAL_SCENE, WELL_DEPTH_MM } from './scene.ts'

export interface TrueWell {
  name: string
  rimPx: [number, number]
  bottomPx: [number, number]
}

export interface Rendered {
  rgb: Buffer
  width: number
  height: number
  /** Row by row; empty without a plate. */
  wells: TrueWell[]
  pxPerMm: number
  glareWells: string[]
}

/** Rows that are drawn before others may use the thread. */
const ROWS_AT_ONCE = 48

export async function render(changes: Partial<Scene>, width: number, height: number): Promise<Rendered> {
  const scene = { ...USUAL_SCENE, ...changes }
  const optics = opticsOf(scene, width, height)
  const bars = scene.label === '' ? [] : await barsOf(scene.label)
  const sheet = await flat(drawing(scene, optics, bars), optics.pxPerMm)
  const rgb = await seen(sheet, optics, scene)
  const wells = trueWells(scene, optics)
  const glareWells = reflect(rgb, scene, optics, wells)
  const blurred =
    scene.blurPx < 0.3
      ? rgb
      : await sharp(rgb, { raw: { width, height, channels: 3 } })
          .blur(scene.blurPx)
          .raw()
          .toBuffer()
  if (scene.noise > 0) addNoise(blurred, scene)
  return { rgb: blurred, width, height, wells, pxPerMm: optics.pxPerMm, glareWells }
}

interface Sheet {
  rgb: Buffer
  width: number
  height: number
  pxPerMm: number
}

/** The drawing in pixels, somewhat finer than the picture, so that the warp loses no detail. */
async function flat(svg: string, pxPerMm: number): Promise<Sheet> {
  const scale = Math.max(4, Math.min(16, pxPerMm * 1.25))
  const width = Math.round((FOOTPRINT_MM.width + 2 * MARGIN_MM) * scale)
  const { data, info } = await sharp(Buffer.from(svg), { density: 72 })
    .resize({ width, fit: 'fill', height: Math.round((FOOTPRINT_MM.height + 2 * MARGIN_MM) * scale) })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { rgb: data, width: info.width, height: info.height, pxPerMm: scale }
}

/** Through the lens, under the light. */
async function seen(sheet: Sheet, optics: Optics, scene: Scene): Promise<Buffer> {
  const { width, height } = optics
  const rgb = Buffer.alloc(width * height * 3)
  const place = new Float64Array(2)
  const half = Math.hypot(width, height) / 2
  for (let row = 0; row < height; row++) {
    if (row % ROWS_AT_ONCE === 0) await setImmediate()
    for (let column = 0; column < width; column++) {
      optics.plateAt(column, row, place)
      const r = Math.hypot(column - width / 2, row - height / 2) / half
      const light =
        scene.exposure * (1 - scene.gradient * (column / width - 0.5)) * (1 - scene.vignette * r * r)
      const x = clamp(((place[0] as number) + MARGIN_MM) * sheet.pxPerMm - 0.5, sheet.width - 1.001)
      const y = clamp(((place[1] as number) + MARGIN_MM) * sheet.pxPerMm - 0.5, sheet.height - 1.001)
      blend(sheet, x, y, light, rgb, (row * width + column) * 3)
    }
  }
  return rgb
}

const clamp = (value: number, most: number) => (value > 0 ? Math.min(value, most) : 0)

/** One pixel between four of the sheet. */
function blend({ rgb, width }: Sheet, x: number, y: number, light: number, out: Buffer, to: number): void {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  const [fx, fy] = [x - column, y - row]
  const at = (row * width + column) * 3
  const below = at + width * 3
  for (let c = 0; c < 3; c++) {
    const upper = (rgb[at + c] as number) * (1 - fx) + (rgb[at + 3 + c] as number) * fx
    const lower = (rgb[below + c] as number) * (1 - fx) + (rgb[below + 3 + c] as number) * fx
    out[to + c] = Math.min(255, (upper * (1 - fy) + lower * fy) * light + 0.5)
  }
}

function trueWells(scene: Scene, optics: Optics): TrueWell[] {
  const format = formatOf(scene)
  if (format === undefined) return []
  return Array.from({ length: format.wells }, (_, index) => {
    const [row, column] = [Math.floor(index / format.columns), index % format.columns]
    const [x, y] = [format.a1Mm[0] + column * format.pitchMm, format.a1Mm[1] + row * format.pitchMm]
    return {
      name: wellName(row, column),
      rimPx: optics.pixelOf(x, y),
      bottomPx: optics.pixelOf(x, y, -(WELL_DEPTH_MM[format.wells] as number)),
    }
  })
}

/** A lamp in some wells: a white spot of a tenth of the pitch. */
function reflect(rgb: Buffer, scene: Scene, optics: Optics, wells: TrueWell[]): string[] {
  const format = formatOf(scene)
  if (format === undefined) return []
  const random = randomOf(scene.seed + 7)
  const radius = Math.max(1.5, 0.1 * format.pitchMm * optics.pxPerMm)
  const names: string[] = []
  for (let n = 0; n < scene.glares; n++) {
    const { name, rimPx, bottomPx } = wells[Math.floor(random() * wells.length)] as TrueWell
    const [x, y] = [(rimPx[0] + bottomPx[0]) / 2, (rimPx[1] + bottomPx[1]) / 2]
    for (let row = Math.max(0, Math.ceil(y - radius)); row <= Math.min(optics.height - 1, y + radius); row++)
      for (
        let column = Math.max(0, Math.ceil(x - radius));
        column <= Math.min(optics.width - 1, x + radius);
        column++
      )
        if (Math.hypot(column - x, row - y) <= radius)
          rgb.fill(255, (row * optics.width + column) * 3, (row * optics.width + column) * 3 + 3)
    names.push(name)
  }
  return names
}

/** Nearly Gaussian: the sum of three even ones. */
function addNoise(rgb: Buffer, { noise, seed }: Scene): void {
  const random = randomOf(seed + 13)
  for (let at = 0; at < rgb.length; at++) {
    const value = (rgb[at] as number) + (random() + random() + random() - 1.5) * 2 * noise
    rgb[at] = value < 0 ? 0 : value > 255 ? 255 : value
  }
}
