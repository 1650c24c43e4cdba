import { describe, expect, it } from 'vitest'
import { type BayerPattern, demosaic } from '../../../runtime/camera/genicam/demosaic.ts'

const PATTERNS: BayerPattern[] = ['RGGB', 'GRBG', 'GBRG', 'BGGR']
type Colour = [red: number, green: number, blue: number]

/** The values of a sensor with this pattern for a picture. */
function mosaic(
  pattern: BayerPattern,
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
) {
  return Uint8Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)]
    const channel = 'RGB'.indexOf(pattern[(y & 1) * 2 + (x & 1)] as string)
    return Math.round(colourAt(x, y)[channel] as number)
  })
}

function worstError(rgb: Buffer, width: number, colourAt: (x: number, y: number) => Colour, border = 0) {
  let worst = 0
  const height = rgb.length / 3 / width
  for (let y = border; y < height - border; y++)
    for (let x = border; x < width - border; x++)
      colourAt(x, y).forEach((value, channel) => {
        worst = Math.max(worst, Math.abs((rgb[(y * width + x) * 3 + channel] as number) - value))
      })
  return worst
}

describe.each(PATTERNS)('demosaic of %s', (pattern) => {
  it('restores a plain colour exactly, up to the border', () => {
    const colour: Colour = [200, 90, 20]
    const rgb = demosaic(
      mosaic(pattern, 9, 7, () => colour),
      9,
      7,
      pattern,
    )
    expect(worstError(rgb, 9, () => colour)).toBe(0)
  })

  it('restores a gradient in all three colours within rounding', () => {
    const slope = (x: number, y: number): Colour => [40 + 2 * x + y, 30 + 2 * x + y, 20 + 2 * x + y]
    const rgb = demosaic(mosaic(pattern, 24, 24, slope), 24, 24, pattern)
    expect(worstError(rgb, 24, slope, 2)).toBeLessThanOrEqual(1)
  })

  it('keeps every value that the sensor saw', () => {
    const noise = (x: number, y: number): Colour => [
      (x * 37 + y * 91) % 256,
      (x * 53 + y * 7) % 256,
      (x * 11 + y * 29) % 256,
    ]
    const raw = mosaic(pattern, 16, 12, noise)
    const rgb = demosaic(raw, 16, 12, pattern)
    for (const [index, seen] of raw.entries()) {
      const [x, y] = [index % 16, Math.floor(index / 16)]
      const channel = 'RGB'.indexOf(pattern[(y & 1) * 2 + (x & 1)] as string)
      expect(rgb[index * 3 + channel]).toBe(seen)
    }
  })

  it('colours a grey edge less than bilinear interpolation does', () => {
    const edge = (x: number): Colour => (x < 12 ? [40, 40, 40] : [200, 200, 200])
    const rgb = demosaic(mosaic(pattern, 24, 24, edge), 24, 24, pattern)
    let fringe = 0
    for (let index = 0; index < 24 * 24; index++) {
      const [red, , blue] = rgb.subarray(index * 3, index * 3 + 3) as unknown as Colour
      fringe = Math.max(fringe, Math.abs(red - blue))
    }
    // Bilinear interpolation errs by half of the step in one of the two colours.
    expect(fringe).toBeLessThan(80)
  })
})

describe('demosaic', () => {
  it('follows the paper: one bright green pixel, filters in eighths', () => {
    const raw = new Uint8Array(49)
    raw[3 * 7 + 4] = 80
    const rgb = demosaic(raw, 7, 7, 'RGGB')
    const at = (x: number, y: number) => [...rgb.subarray((y * 7 + x) * 3, (y * 7 + x) * 3 + 3)]
    // Its own place: 5/8 of it for red and for blue. Beside it, a blue pixel to the left: 2/8 for green.
    expect(at(4, 3)).toEqual([50, 80, 50])
    expect(at(3, 3)).toEqual([0, 20, 0])
  })

  it('refuses a picture that is too small and data that is too short', () => {
    expect(() => demosaic(new Uint8Array(4), 2, 2, 'RGGB')).toThrow(RangeError)
    expect(() => demosaic(new Uint8Array(63), 8, 8, 'RGGB')).toThrow('63 bytes are too few for 8x8')
  })
})
