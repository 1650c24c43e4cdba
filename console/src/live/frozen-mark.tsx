/** Says that the view shows no new pictures: an operator must never take an old plate for the one that is there. */
import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { CaptureServiceError } from '../../../client/src/index.ts'
import { camera } from '../state/service.ts'
import { adviceFor, text } from '../text/text.ts'

const CHECK_INTERVAL_MS = 250
const SHORTEST_ALLOWED_MS = 1_500
/** A slow camera's pictures are this many times apart before the view counts as frozen. */
const MISSED_FRAMES = 3

/** Seconds without a new picture once they are too many; null while the view is live. */
export function useFrozenSeconds(lastPictureAtMs: RefObject<number | null>): number | null {
  const seconds = useSignal<number | null>(null)
  useEffect(() => {
    const openedAtMs = performance.now()
    const timer = setInterval(() => {
      const silentMs = performance.now() - (lastPictureAtMs.current ?? openedAtMs)
      const allowedMs = Math.max(SHORTEST_ALLOWED_MS, (MISSED_FRAMES * 1000) / (camera.peek()?.fps ?? 10))
      seconds.value = silentMs > allowedMs ? Math.floor(silentMs / 1000) : null
    }, CHECK_INTERVAL_MS)
    return () => clearInterval(timer)
  }, [lastPictureAtMs, seconds])
  return seconds.value
}

export function FrozenMark({
  seconds,
  failure,
}: {
  seconds: number | null
  failure: CaptureServiceError | null
}) {
  const { live, cameraStates } = text.value
  const status = camera.value
  const cameraGone = status !== null && !status.is_connected
  if (seconds === null && !cameraGone) return null
  const reason = cameraGone ? cameraStates[status.state] : failure && adviceFor(failure)
  return (
    <div class="frozen">
      {/* Said once; the seconds that pass are for the eye. */}
      <strong role="alert">
        {live.frozen}
        {reason ? ` – ${reason}` : ''}
      </strong>
      <span aria-hidden="true">{seconds === null ? '' : live.frozenFor(seconds)}</span>
    </div>
  )
}
