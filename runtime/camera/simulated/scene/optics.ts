/** A pinhole camera with one radial term above the plate: from millimetres on the plate to pixels, and where each well really is. */
import { FOOTPRINT_MM } from '../../../plate/geometry/formats.ts'
import type { Scene } from './scene.ts'

/** Frame that a plate with its margin needs. */
const FRAMED_MM = { width: 146, height: 102 } as const

export interface Optics {
  width: number
  height: number
  /** Pixels of a point of the plate: x, y from the footprint's corner beside A1, z upwards from the plane of the rims. */
  pixelOf(x: number, y: number, z?: number): [number, number]
  /** Where a point at height z is seen on the plane of the rims. */
  onRims(x: number, y: number, z: number): [number, number]
  /** Inverse of pixelOf for z = 0, written into `out`. */
  plateAt(column: number, row: number, out: Float64Array): void
  pxPerMm: number
}

export function opticsOf(scene: Scene, width: number, height: number): Optics {
  const pxPerMm =
    scene.pxPerMm > 0 ? scene.pxPerMm : Math.min(width / FRAMED_MM.width, height / FRAMED_MM.height)
  const focal = pxPerMm * scene.distanceMm
  const turn = rotation(scene.rotationDeg, scene.tiltDeg)
  const [mx, my] = [(width - 1) / 2, (height - 1) / 2]
  const half = Math.hypot(width, height) / 2
  const [px, py] = [FOOTPRINT_MM.width / 2, FOOTPRINT_MM.height / 2]
  const [sx, sy] = scene.shiftMm

  /** Before the lens term, from the middle of the frame, in half diagonals. */
  const straight = (x: number, y: number, z: number): [number, number] => {
    const [X, Y] = [x - px, y - py]
    const a = turn[0] * X + turn[1] * Y + turn[2] * z + sx
    const b = turn[3] * X + turn[4] * Y + turn[5] * z + sy
    const c = scene.distanceMm - (turn[6] * X + turn[7] * Y + turn[8] * z)
    return [(focal * a) / c / half, (focal * b) / c / half]
  }
  const zoom = focal / half
  const back = inverse([
    zoom * turn[0],
    zoom * turn[1],
    zoom * (sx - turn[0] * px - turn[1] * py),
    zoom * turn[3],
    zoom * turn[4],
    zoom * (sy - turn[3] * px - turn[4] * py),
    -turn[6],
    -turn[7],
    scene.distanceMm + turn[6] * px + turn[7] * py,
  ])
  // The lens in the plate's own coordinates: the turn's transpose of its place.
  const [lx, ly, lz] = [-sx, -sy, scene.distanceMm]
  const lens = [
    turn[0] * lx + turn[3] * ly + turn[6] * lz + px,
    turn[1] * lx + turn[4] * ly + turn[7] * lz + py,
    turn[2] * lx + turn[5] * ly + turn[8] * lz,
  ] as const
  return {
    width,
    height,
    pxPerMm,
    pixelOf(x, y, z = 0) {
      const [u, v] = straight(x, y, z)
      const scale = (1 + scene.lensK * (u * u + v * v)) * half
      return [mx + u * scale, my + v * scale]
    },
    onRims(x, y, z) {
      const t = lens[2] / (lens[2] - z)
      return [lens[0] + (x - lens[0]) * t, lens[1] + (y - lens[1]) * t]
    },
    plateAt(column, row, out) {
      const [u, v] = [(column - mx) / half, (row - my) / half]
      let scale = 1
      for (let n = 0; n < 4 && scene.lensK !== 0; n++)
        scale = 1 / (1 + scene.lensK * (u * u + v * v) * scale * scale)
      const [a, b] = [u * scale, v * scale]
      const w = back[6] * a + back[7] * b + back[8]
      out[0] = (back[0] * a + back[1] * b + back[2]) / w
      out[1] = (back[3] * a + back[4] * b + back[5]) / w
    },
  }
}

type Nine = [number, number, number, number, number, number, number, number, number]

/** Around the plate's normal, then tilted around the frame's x and y axes; y goes down, z towards the camera. */
function rotation(degrees: number, tilt: readonly [number, number]): Nine {
  const [c, s] = cosSin(degrees)
  const [cx, sx] = cosSin(tilt[0])
  const [cy, sy] = cosSin(tilt[1])
  return multiply(multiply([cy, 0, sy, 0, 1, 0, -sy, 0, cy], [1, 0, 0, 0, cx, -sx, 0, sx, cx]), [
    c,
    -s,
    0,
    s,
    c,
    0,
    0,
    0,
    1,
  ])
}

const cosSin = (degrees: number) =>
  [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)] as const

function multiply(a: Nine, b: Nine): Nine {
  return a.map((_, index) => {
    const [row, column] = [Math.floor(index / 3) * 3, index % 3]
    let sum = 0
    for (let n = 0; n < 3; n++) sum += (a[row + n] as number) * (b[n * 3 + column] as number)
    return sum
  }) as Nine
}

function inverse(m: Nine): Nine {
  const [a, b, c, d, e, f, g, h, i] = m
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g]
  const det = a * A + b * B + c * C
  return [
    A,
    c * h - b * i,
    b * f - c * e,
    B,
    a * i - c * g,
    c * d - a * f,
    C,
    b * g - a * h,
    a * e - b * d,
  ].map((value) => value / det) as Nine
}
