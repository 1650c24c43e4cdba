import { describe, expect, test } from 'vitest'
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

  test.each(Object.entries(notPlates))('%s is not a plate', async (_, draw) => {
    expect(locate(await draw())).toBeNull()
  })
})
