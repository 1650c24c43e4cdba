/** Rendered plates with what was found in them: the sweeps of the tests and of `npm run bench -- plate`. */
import { type Rendered, render } from '../../runtime/camera/simulated/scene/render.ts'
import { randomOf, type Scene } from '../../runtime/camera/simulated/scene/scene.ts'
import type { PlateFacts } from '../../runtime/plate/facts.ts'
import { inspect } from '../../runtime/plate/inspect.ts'

export const FORMATS = [6, 12, 24, 48, 96, 384, 1536]

/** What disturbs a picture, each alone. */
export const DISTURBANCES: Record<string, Partial<Scene>> = {
  'white, filled': {},
  'clear, filled': { kind: 'clear' },
  'clear, half filled': { kind: 'clear', filled: 0.5 },
  'clear, empty': { kind: 'clear', filled: 0 },
  'white, empty': { filled: 0 },
  'black, filled': { kind: 'black' },
  'black, empty': { kind: 'black', filled: 0 },
  lid: { kind: 'clear', lid: true, filled: 0.7 },
  'turned by 180°': { rotationDeg: 180 },
  'turned by 90°': { rotationDeg: 90 },
  'rotated by 8°': { rotationDeg: 8 },
  'tilted by 6°': { tiltDeg: [6, 4] },
  'near lens': { kind: 'clear', filled: 0.6, distanceMm: 300 },
  'lens distortion': { lensK: -0.05 },
  defocus: { blurPx: 3 },
  'light gradient': { gradient: 0.8, vignette: 0.5 },
  glare: { glares: 8 },
  noise: { noise: 8 },
  'small in the frame': { pxPerMm: 6.5 },
}

export interface Outcome {
  scene: Partial<Scene>
  facts: PlateFacts
  rendered: Rendered
  /** Distance of each corner well from its truth, as a share of the pitch, the same plane compared; empty where none was found. */
  errors: number[]
}

/** Small differences that a person would not notice, so that no picture is like another. */
export function varied(scene: Partial<Scene>, seed: number): Partial<Scene> {
  const random = randomOf(seed)
  const around = (value: number, by: number) => value + (random() - 0.5) * 2 * by
  const [x, y] = scene.shiftMm ?? [0, 0]
  return {
    noise: 1.5,
    blurPx: 0.6,
    ...scene,
    seed,
    shiftMm: [around(x, 1.5), around(y, 1.5)],
    rotationDeg: around(scene.rotationDeg ?? 0, 1),
  }
}

export async function outcome(
  scene: Partial<Scene>,
  [width, height]: readonly [number, number] = [1920, 1080],
  options = { barcodes: false },
): Promise<Outcome> {
  const rendered = await render(scene, width, height)
  const { facts } = await inspect(rendered, options)
  return { scene, facts, rendered, errors: errorsOf(facts, rendered) }
}

/** By the picture's corners, so that an unknown orientation does not count as a wrong place. */
function errorsOf(facts: PlateFacts, { wells }: Rendered): number[] {
  if (facts.corners_px === null || facts.format !== wells.length) return []
  const columns = Math.max(...wells.map(({ name }) => Number(name.replace(/\D/g, ''))))
  const corners = [0, columns - 1, wells.length - columns, wells.length - 1].map((index) => wells[index])
  const pitch = distance(wells[0]?.rimPx ?? [0, 0], wells[1]?.rimPx ?? [0, 0])
  return facts.corners_px.map(
    (found) => Math.min(...corners.map((well) => distance(found, well?.rimPx ?? [0, 0]))) / pitch,
  )
}

const distance = ([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]) =>
  Math.hypot(ax - bx, ay - by)
