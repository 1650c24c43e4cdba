/** A decoded picture: 8-bit sRGB, tightly packed, row by row. Every part of the plate check reads this and nothing else. */
export interface Picture {
  width: number
  height: number
  rgb: Uint8Array
}

/**
 * The picture made smaller by a whole factor; each new pixel is the mean of `factor` x `factor` old ones.
 * A point (x, y) of the small picture lies at `(x + 0.5) * factor - 0.5` of the large one.
 */
export function reduced(picture: Picture, factor: number): Picture {
  if (factor <= 1) return picture
  const from = picture.rgb
  const width = Math.floor(picture.width / factor)
  const height = Math.floor(picture.height / factor)
  const rgb = new Uint8Array(width * height * 3)
  const sums = new Uint32Array(picture.width * 3)
  const scale = 1 / (factor * factor)
  for (let y = 0, to = 0; y < height; y++) {
    // Lines first: one long loop that the engine makes fast.
    sums.fill(0)
    for (let line = 0; line < factor; line++) {
      const at = (y * factor + line) * picture.width * 3
      for (let n = 0; n < sums.length; n++) sums[n] = (sums[n] as number) + (from[at + n] as number)
    }
    for (let x = 0, at = 0; x < width; x++, to += 3) {
      let [red, green, blue] = [0, 0, 0]
      for (let n = 0; n < factor; n++, at += 3) {
        red += sums[at] as number
        green += sums[at + 1] as number
        blue += sums[at + 2] as number
      }
      rgb[to] = red * scale + 0.5
      rgb[to + 1] = green * scale + 0.5
      rgb[to + 2] = blue * scale + 0.5
    }
  }
  return { width, height, rgb }
}
