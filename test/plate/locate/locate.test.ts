import { describe, expect, test } from 'vitest'
import type { TrueWell } from '../../../runtime/camera/simulated/scene/render.ts'
import type { PlateWells } from '../../../runtime/plate/facts.ts'
import { locate } from '../../../runtime/plate/locate/locate.ts'
import { notPlates } from '../drawn.ts'
import { DISTURBANCES, outcome, varied } from '../sweep.ts'

describe('locate', () => {
  test.each([6, 12, 24, 48, 96])(
    'a rendered plate of %i wells is found with its corner wells to 0.05 of the pitch',
    async (wells) => {
      const { facts, errors } = await outcome(varied({ wells }, wells), [1280, 960])
      expect(facts).toMatchObject({ found: true, format: wells })
      expect(Math.max(...errors)).toBeLessThan(0.05)
    },
  )

  test.each(Object.entries(DISTURBANCES))('a 96-well plate is found: %s', async (_, scene) => {
    const { facts, errors } = await outcome(
      varied(scene.rotationDeg === 90 ? { ...scene, pxPerMm: 5 } : scene, 96),
      [1280, 800],
    )
    expect(facts).toMatchObject({ found: true, format: 96 })
    expect(Math.max(...errors)).toBeLessThan(0.12)
  })

  test.each([
    [0, 'a1_top_left'],
    [90, 'a1_top_right'],
    [180, 'a1_bottom_right'],
    [270, 'a1_bottom_left'],
  ])('a plate turned by %i degrees shows its A1 by the cut corner', async (rotationDeg, orientation) => {
    const { facts, rendered } = await outcome({ rotationDeg, pxPerMm: 5, noise: 2 }, [1280, 800])
    expect(facts).toMatchObject({ found: true, format: 96, orientation, mirrored: false })
    const [x, y] = (facts.wells as PlateWells).a1_px as [number, number]
    const [tx, ty] = (rendered.wells[0] as TrueWell).rimPx
    expect(Math.hypot(x - tx, y - ty)).toBeLessThan(0.1 * 9 * rendered.pxPerMm)
  })

  test.each(['none', 'a1_h1'] as const)(
    'a plate with the cut corners %s has no known orientation',
    async (cut) => {
      const { facts } = await outcome({ cut, noise: 2 }, [1280, 800])
      expect(facts).toMatchObject({ found: true, format: 96, orientation: 'unknown', mirrored: null })
    },
  )

  test.each(Object.entries(notPlates))('%s is not a plate', async (_, draw) => {
    expect(locate(await draw())).toBeNull()
  })
})
