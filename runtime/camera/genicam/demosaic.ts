/**
 * Colour from a Bayer mosaic: H. S. Malvar, L. He, R. Cutler, "High-quality linear interpolation for demosaicing of Bayer-patterned
 * color images", ICASSP 2004, with the paper's coefficients doubled to whole numbers, so that each filter's sum is 16.
 */

/** The colours of the first two pixels of the first two lines. */
export type BayerPattern = 'RGGB' | 'GRBG' | 'GBRG' | 'BGGR'

/** The filters reach two pixels. */
const REACH = 2

/**
 * RGB, 8 bits each, tightly packed, from one byte per pixel. The border is mirrored without repeating the edge, which keeps the
 * pattern's phase. Throws RangeError when a side is under 3 pixels or there are too few bytes.
 */
export function demosaic(raw: Uint8Array, width: number, height: number, pattern: BayerPattern): Buffer {
  if (width <= REACH || height <= REACH) throw new RangeError(`${width}x${height} is too small for a mosaic`)
  if (raw.length < width * height)
    throw new RangeError(`${raw.length} bytes are too few for ${width}x${height}`)
  const stride = width + 2 * REACH
  const padded = mirrored(raw, width, height)
  const rgb = new Uint8ClampedArray(width * height * 3)
  const redX = pattern.indexOf('R') & 1
  const redY = pattern.indexOf('R') >> 1
  for (let y = 0; y < height; y++) {
    const redLine = (y & 1) === redY
    for (let x = 0; x < width; x++) {
      const at = (y + REACH) * stride + x + REACH
      const to = (y * width + x) * 3
      const redColumn = (x & 1) === redX
      if (redLine === redColumn) {
        // A red or a blue pixel: green from the cross, the opposite colour from the diagonals.
        const own = redLine ? 0 : 2
        rgb[to + own] = padded[at] as number
        rgb[to + 1] = greenAt(padded, at, stride)
        rgb[to + 2 - own] = oppositeAt(padded, at, stride)
      } else {
        const beside = redLine ? 0 : 2
        rgb[to + 1] = padded[at] as number
        rgb[to + beside] = colourAlong(padded, at, 1, stride)
        rgb[to + 2 - beside] = colourAlong(padded, at, stride, 1)
      }
    }
  }
  return Buffer.from(rgb.buffer)
}

/** Green at a red or blue pixel. */
function greenAt(p: Uint8Array, at: number, stride: number): number {
  const near = at4(p, at, 1, stride)
  const far = at4(p, at, 2, 2 * stride)
  return (8 * (p[at] as number) + 4 * near - 2 * far + 8) >> 4
}

/** Red at a blue pixel, and blue at a red one. */
function oppositeAt(p: Uint8Array, at: number, stride: number): number {
  const diagonal = at4(p, at, stride - 1, stride + 1)
  const far = at4(p, at, 2, 2 * stride)
  return (12 * (p[at] as number) + 4 * diagonal - 3 * far + 8) >> 4
}

/** At a green pixel, the colour whose pixels lie `along` it to both sides; `across` is the other direction. */
function colourAlong(p: Uint8Array, at: number, along: number, across: number): number {
  const near = (p[at - along] as number) + (p[at + along] as number)
  const diagonal = at4(p, at, along - across, along + across)
  const farAlong = (p[at - 2 * along] as number) + (p[at + 2 * along] as number)
  const farAcross = (p[at - 2 * across] as number) + (p[at + 2 * across] as number)
  return (10 * (p[at] as number) + 8 * near - 2 * diagonal - 2 * farAlong + farAcross + 8) >> 4
}

/** The sum of the four pixels at both offsets to both sides. */
function at4(p: Uint8Array, at: number, one: number, other: number): number {
  return (
    (p[at - one] as number) + (p[at + one] as number) + (p[at - other] as number) + (p[at + other] as number)
  )
}

function mirrored(raw: Uint8Array, width: number, height: number): Uint8Array {
  const stride = width + 2 * REACH
  const padded = new Uint8Array(stride * (height + 2 * REACH))
  for (let y = -REACH; y < height + REACH; y++) {
    const from = mirror(y, height) * width
    const to = (y + REACH) * stride
    padded.set(raw.subarray(from, from + width), to + REACH)
    for (const x of [-2, -1, width, width + 1])
      padded[to + x + REACH] = raw[from + mirror(x, width)] as number
  }
  return padded
}

const mirror = (index: number, length: number) =>
  index < 0 ? -index : index >= length ? 2 * length - 2 - index : index
