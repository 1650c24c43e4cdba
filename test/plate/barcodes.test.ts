import { expect, test } from 'vitest'
import { render } from '../../runtime/camera/simulated/scene/render.ts'
import { barcodesIn } from '../../runtime/plate/barcodes.ts'

/** Bars of 0.33 mm are 2.3 pixels wide at 7 pixels per millimetre. */
test.each([0, 4, 90, 176, 180, 270])('a label that is turned by %i degrees is read', async (rotationDeg) => {
  const picture = await render(
    { label: 'PL-0101', rotationDeg, pxPerMm: 7, noise: 2, blurPx: 0.5 },
    1600,
    1100,
  )
  expect((await barcodesIn(picture)).map(({ format, text }) => [format, text])).toEqual([
    ['Code128', 'PL-0101'],
  ])
})

test('a picture without a label has no barcode', async () => {
  expect(await barcodesIn(await render({}, 1280, 900))).toEqual([])
})
