/** The position of the plate in the picture. The operator sets it once for each camera. */
import { computed, signal } from '@preact/signals'
import { remembered } from '../state/preferences.ts'
import { camera } from '../state/service.ts'

/** Fractions of the picture's width and height. */
export interface Region {
  left: number
  top: number
  right: number
  bottom: number
}

/** Footprint of a microplate, ANSI SLAS 1-2004: 127.76 mm by 85.48 mm. */
const PLATE_ASPECT = 127.76 / 85.48
const DEFAULT_HEIGHT = 0.85
/** Smaller than this, the corners could not be told apart. */
const SMALLEST = 0.05

export const frameAspect = signal(16 / 9)
export const outlineShown = remembered('vision-outline-shown', true, (value) => typeof value === 'boolean')
const regions = remembered<Record<string, Region>>('vision-outlines', {}, isRegions)
const cameraName = computed(() => camera.value?.stable_name ?? 'unknown')

export const plateRegion = computed(() => regions.value[cameraName.value] ?? middle(frameAspect.value))

/** A plate's outline in the middle of a picture of this aspect. */
function middle(aspect: number): Region {
  const height = Math.min(DEFAULT_HEIGHT, (DEFAULT_HEIGHT * aspect) / PLATE_ASPECT)
  const width = (height * PLATE_ASPECT) / aspect
  return { left: (1 - width) / 2, right: (1 + width) / 2, top: (1 - height) / 2, bottom: (1 + height) / 2 }
}

export type Corner = 'nw' | 'ne' | 'sw' | 'se'

/** Puts a corner at a point of the picture, never past the opposite one. */
export function moveCorner(corner: Corner, x: number, y: number): void {
  const region = { ...plateRegion.value }
  if (corner.endsWith('w')) region.left = clamp(x, 0, region.right - SMALLEST)
  else region.right = clamp(x, region.left + SMALLEST, 1)
  if (corner.startsWith('n')) region.top = clamp(y, 0, region.bottom - SMALLEST)
  else region.bottom = clamp(y, region.top + SMALLEST, 1)
  regions.value = { ...regions.value, [cameraName.value]: region }
}

export function resetRegion(): void {
  const { [cameraName.value]: _, ...others } = regions.value
  regions.value = others
}

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value))

function isRegions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).every((region) =>
    ['left', 'top', 'right', 'bottom'].every((side) => typeof region?.[side] === 'number'),
  )
}
