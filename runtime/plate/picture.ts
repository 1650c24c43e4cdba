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
  const width = Math.floor(picture.width / factor)
  const height = Math.floor(picture.height / factor)
  const rgb = new Uint8Array(width * height * 3)
  const sums = new Uint32Array(width * 3)
  const scale = 1 / (factor * factor)
  for (let y = 0; y < height; y++) {
    sums.fill(0)
    for (let line = 0; line < factor; line++) {
      let from = (y * factor + line) * picture.width * 3
      for (let x = 0; x < width * 3; x += 3) {
        let [red, green, blue] = [0, 0, 0]
        for (let i = 0; i < factor; i++, from += 3) {
          red += picture.rgb[from] as number
          green += picture.rgb[from + 1] as number
          blue += picture.rgb[from + 2] as number
        }
        sums[x] = (sums[x] as number) + red
        sums[x + 1] = (sums[x + 1] as number) + green
        sums[x + 2] = (sums[x + 2] as number) + blue
      }
    }
    const to = y * width * 3
    for (let i = 0; i < width * 3; i++) rgb[to + i] = (sums[i] as number) * scale + 0.5
  }
  return { width, height, rgb }
}
