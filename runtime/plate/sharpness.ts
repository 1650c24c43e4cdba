/** How sharp the plate is in the picture, by its own edges: a figure to compare with another picture of the same nest. */
import type { Location } from './locate/locate.ts'
import { project } from './locate/model.ts'
import type { Picture } from './picture.ts'

const NEAR_PX = 1
const FAR_PX = 6

/**
 * Contrast over 1 pixel against contrast over 6, inside the plate's wells: light and colours do not change it, blur does.
 * About 0.3 for a plain edge of one pixel; towards 0.167 (a ramp) the picture is soft. 0 to 1 after that range is stretched.
 */
export function focusOf(picture: Picture, { model, format }: Location): number {
  const points = [
    project(model, -0.5, -0.5),
    project(model, format.columns - 0.5, -0.5),
    project(model, -0.5, format.rows - 0.5),
    project(model, format.columns - 0.5, format.rows - 0.5),
  ]
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const { width, height, rgb } = picture
  let [near, far] = [0, 0]
  const step = Math.max(1, Math.floor((Math.max(...xs) - Math.min(...xs)) / 300))
  for (
    let y = Math.max(FAR_PX, Math.round(Math.min(...ys)));
    y < Math.min(height - FAR_PX, Math.max(...ys));
    y += step
  ) {
    for (
      let x = Math.max(FAR_PX, Math.round(Math.min(...xs)));
      x < Math.min(width - FAR_PX, Math.max(...xs));
      x += step
    ) {
      const at = (y * width + x) * 3 + 1
      const here = rgb[at] as number
      const dx6 = (rgb[at + FAR_PX * 3] as number) - here
      const dy6 = (rgb[at + FAR_PX * width * 3] as number) - here
      if (dx6 * dx6 + dy6 * dy6 < 100) continue
      far += dx6 * dx6 + dy6 * dy6
      near +=
        ((rgb[at + NEAR_PX * 3] as number) - here) ** 2 +
        ((rgb[at + NEAR_PX * width * 3] as number) - here) ** 2
    }
  }
  if (far === 0) return 0
  // A ramp as wide as the far step gives 1/36 of the energy, a one-pixel edge 1/6.
  return Math.max(0, Math.min(1, (near / far) * 6))
}
