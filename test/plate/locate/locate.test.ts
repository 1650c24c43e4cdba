import { describe, expect, test } from 'vitest'
import { drawPlate } from '../../../runtime/camera/simulated/plate.ts'
import { corners } from '../../../runtime/plate/locate/canonical.ts'
import { locate } from '../../../runtime/plate/locate/locate.ts'
import { notPlates } from '../drawn.ts'

describe('locate', () => {
  test('a drawn 96-well plate is found with its corner wells to 0.03 of the pitch', async () => {
    const picture = { rgb: await drawPlate(1280, 960), width: 1280, height: 960 }
    const location = locate(picture)
    expect(location?.format.wells).toBe(96)
    // The drawing is 1500 units wide, its middle at (750, 500); A1 is at (205, 160), the pitch is 100.
    const scale = 1280 / 1500
    const at = (x: number, y: number) => [(x - 750) * scale + 640 - 0.5, (y - 500) * scale + 480 - 0.5]
    const truth = [at(205, 160), at(1305, 160), at(205, 860), at(1305, 860)]
    corners(location?.model as never, location?.format as never).forEach(([x, y], corner) => {
      const [tx, ty] = truth[corner] as [number, number]
      expect(Math.hypot(x - tx, y - ty) / (100 * scale)).toBeLessThan(0.03)
    })
  })

  test.each(Object.entries(notPlates))('%s is not a plate', async (_, draw) => {
    expect(locate(await draw())).toBeNull()
  })
})
