import { percent, text } from '../text/text.ts'
import { bestSharpness, liveQuality, percentOfBest } from './picture-quality.ts'

/** Above these shares, a measurement of the picture would suffer. */
export const TOO_MUCH_BRIGHT = 0.02
export const TOO_MUCH_DARK = 0.05
export const BLURRED_PERCENT = 50

/** Sharpness and clipping of the live view, inside the plate's outline. */
export function QualityMeters({ frozen }: { frozen: boolean }) {
  const { quality } = text.value
  const now = liveQuality.value
  // Figures of an old picture would pass for those of the plate that is there.
  if (now === null || frozen) return <div class="meters" />
  const sharpness = percentOfBest(now.sharpness) ?? 100
  return (
    <div class="meters">
      <button
        type="button"
        class="meter"
        title={quality.sharpnessHelp}
        onClick={() => {
          bestSharpness.value = null
        }}
      >
        <span>{quality.sharpness}</span>
        <span class="meter-bar" data-low={sharpness < BLURRED_PERCENT}>
          <span style={{ width: `${sharpness}%` }} />
        </span>
        <output>{percent(sharpness / 100)}</output>
      </button>
      <Share label={quality.bright} share={now.brightShare} limit={TOO_MUCH_BRIGHT} />
      <Share label={quality.dark} share={now.darkShare} limit={TOO_MUCH_DARK} />
    </div>
  )
}

function Share({ label, share, limit }: { label: string; share: number; limit: number }) {
  return (
    <span class="meter" data-bad={share > limit}>
      <span>{label}</span>
      <output>{percent(share)}</output>
    </span>
  )
}
