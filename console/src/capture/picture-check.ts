/** The facts that an operator should know before the plate is taken away. */
import type { CaptureData } from '../../../client/src/index.ts'
import { measure, measuredWidthPx, percentOfBest } from '../live/picture-quality.ts'
import { plateRegion } from '../live/plate-region.ts'
import { BLURRED_PERCENT, TOO_MUCH_BRIGHT, TOO_MUCH_DARK } from '../live/quality-meters.tsx'
import { camera, client } from '../state/service.ts'
import { percent, text } from '../text/text.ts'

export type Warning =
  | { kind: 'stale' | 'drift' }
  | { kind: 'blurred'; percent: number }
  | { kind: 'bright' | 'dark'; share: number }

/** Where there was no live view to compare with. */
const DEFAULT_WIDTH_PX = 960

/** Looks at the picture as it was stored, in the size and the way the live view is looked at. */
export async function checkPicture({ image_data, freshness }: CaptureData): Promise<Warning[]> {
  const warnings: Warning[] = []
  if (freshness.frame_age_ms > 0) warnings.push({ kind: 'stale' })
  if (camera.peek()?.control_drift.length) warnings.push({ kind: 'drift' })
  const picture = await client
    .image(image_data.filename, { widthPx: Math.min(measuredWidthPx ?? DEFAULT_WIDTH_PX, image_data.width) })
    .then(createImageBitmap)
    .catch(() => null)
  if (picture === null) return warnings
  const { sharpness, brightShare, darkShare } = measure(picture, plateRegion.peek())
  picture.close()
  const ofBest = percentOfBest(sharpness)
  if (ofBest !== null && ofBest < BLURRED_PERCENT) warnings.push({ kind: 'blurred', percent: ofBest })
  if (brightShare > TOO_MUCH_BRIGHT) warnings.push({ kind: 'bright', share: brightShare })
  if (darkShare > TOO_MUCH_DARK) warnings.push({ kind: 'dark', share: darkShare })
  return warnings
}

export function sentenceOf(warning: Warning): string {
  const { warnings } = text.value
  switch (warning.kind) {
    case 'stale':
    case 'drift':
      return warnings[warning.kind]
    case 'blurred':
      return warnings.blurred(percent(warning.percent / 100))
    case 'bright':
    case 'dark':
      return warnings[warning.kind](percent(warning.share))
  }
}
