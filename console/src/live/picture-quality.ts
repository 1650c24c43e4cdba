/** Measures sharpness and exposure in the page: a few times a second on the live view, once on each new picture. */
import { signal } from '@preact/signals'
import type { Region } from './plate-region.ts'

export interface PictureQuality {
  /** Variance of the Laplacian over the variance of the luminance: grows with the fine detail, whatever the light. */
  sharpness: number
  /** Shares of the region, 0 to 1, where the sensor tells no differences any more. */
  brightShare: number
  darkShare: number
}

/** Every picture is measured at one width, so that figures of different pictures compare. */
const MEASURED_WIDTH_PX = 480
const BRIGHT = 253
const DARK = 6

export const liveQuality = signal<PictureQuality | null>(null)
/** The sharpest that the live view has been; null before it was measured. */
export const bestSharpness = signal<number | null>(null)

/** How wide the pictures of the live view are: another width shows other detail, so its figures do not compare. */
export let measuredWidthPx: number | null = null

export function noteLiveQuality(quality: PictureQuality, widthPx: number): void {
  if (widthPx !== measuredWidthPx) bestSharpness.value = null
  measuredWidthPx = widthPx
  liveQuality.value = quality
  if (quality.sharpness > (bestSharpness.value ?? 0)) bestSharpness.value = quality.sharpness
}

/** Sharpness in percent of the best; null before anything was measured. */
export function percentOfBest(sharpness: number): number | null {
  return bestSharpness.value ? Math.min(100, Math.round((100 * sharpness) / bestSharpness.value)) : null
}

const canvas = document.createElement('canvas')
const context = canvas.getContext('2d', { willReadFrequently: true })

export function measure(picture: ImageBitmap, region: Region): PictureQuality {
  const left = region.left * picture.width
  const top = region.top * picture.height
  const regionWidth = Math.max(1, (region.right - region.left) * picture.width)
  const regionHeight = Math.max(1, (region.bottom - region.top) * picture.height)
  const width = MEASURED_WIDTH_PX
  const height = Math.max(3, Math.round((width * regionHeight) / regionWidth))
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  context?.drawImage(picture, left, top, regionWidth, regionHeight, 0, 0, width, height)
  const pixels = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray(width * height * 4)
  return assess(luminance(pixels), width, height)
}

/** ITU-R BT.601 weights. */
function luminance(rgba: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(rgba.length / 4)
  for (let at = 0, from = 0; at < luma.length; at++, from += 4)
    luma[at] =
      ((rgba[from] as number) * 77 + (rgba[from + 1] as number) * 150 + (rgba[from + 2] as number) * 29) >> 8
  return luma
}

export function assess(luma: Uint8Array, width: number, height: number): PictureQuality {
  let bright = 0
  let dark = 0
  for (const value of luma) {
    if (value >= BRIGHT) bright++
    if (value <= DARK) dark++
  }
  const detail = new Variance()
  const light = new Variance()
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const value = luma[at] as number
      const around =
        (luma[at - 1] as number) +
        (luma[at + 1] as number) +
        (luma[at - width] as number) +
        (luma[at + width] as number)
      detail.add(around - 4 * value)
      light.add(value)
    }
  }
  return {
    // One is added to what has no contrast at all, such as a covered lens.
    sharpness: detail.value / (light.value + 1),
    brightShare: bright / luma.length,
    darkShare: dark / luma.length,
  }
}

class Variance {
  #count = 0
  #sum = 0
  #squares = 0
  add(value: number): void {
    this.#count++
    this.#sum += value
    this.#squares += value * value
  }
  get value(): number {
    const mean = this.#sum / this.#count
    return this.#squares / this.#count - mean * mean
  }
}
