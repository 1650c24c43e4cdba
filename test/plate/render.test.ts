import { expect, test } from 'vitest'
import { opticsOf } from '../../runtime/camera/simulated/scene/optics.ts'
import { render } from '../../runtime/camera/simulated/scene/render.ts'
import { USUAL_SCENE } from '../../runtime/camera/simulated/scene/scene.ts'

test('the way from the plate to a pixel and back ends where it began, with tilt and lens distortion', () => {
  const scene = { ...USUAL_SCENE, tiltDeg: [7, -4], rotationDeg: 33, lensK: -0.06, shiftMm: [5, 2] } as const
  const optics = opticsOf(scene, 1280, 800)
  const back = new Float64Array(2)
  for (const [x, y] of [
    [0, 0],
    [127, 10],
    [60, 85],
  ] as const) {
    optics.plateAt(...optics.pixelOf(x, y), back)
    expect(back[0]).toBeCloseTo(x, 1)
    expect(back[1]).toBeCloseTo(y, 1)
  }
})

test('wells are drawn where the truth says', async () => {
  const { rgb, width, wells } = await render({ kind: 'black', filled: 0, exposure: 3 }, 900, 600)
  const level = ([x, y]: readonly [number, number]) =>
    rgb[(Math.round(y) * width + Math.round(x)) * 3] as number
  expect(wells).toHaveLength(96)
  for (const { rimPx } of wells) expect(level(rimPx)).toBeLessThan(level([rimPx[0], rimPx[1] + 27]))
})

test('the same scene gives the same picture', async () => {
  const scene = { noise: 5, glares: 3, filled: 0.5, kind: 'clear' } as const
  expect((await render(scene, 320, 200)).rgb.equals((await render(scene, 320, 200)).rgb)).toBe(true)
})
