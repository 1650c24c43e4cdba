/** What an operator must know on every page: the connection, the token's end, and what keeps captures from working. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { connection, problems, storageFilledPercent } from '../state/service.ts'
import { minutesLeft, renewing } from '../state/session.ts'
import { adviceFor, text } from '../text/text.ts'
import { Icon } from './icon.tsx'

/** Time enough to make room before captures stop. */
const NEARLY_FULL_PERCENT = 80

export function Notices() {
  const { connection: texts, signIn } = text.value
  // What is wrong with the camera is said by its own pill and view.
  const storage = problems.value.filter(({ code }) => !code.startsWith('CAMERA_'))
  return (
    <div class="notices">
      <ConnectionNotice />
      {minutesLeft.value !== null && (
        <p class="banner banner-warning" role="status">
          <Icon name="warning" /> <span>{texts.expires(minutesLeft.value)}</span>
          <button type="button" class="banner-action" onClick={() => (renewing.value = true)}>
            {signIn.again}
          </button>
        </p>
      )}
      {storage.map((problem) => (
        <p key={problem.code} class="banner banner-bad" role="alert">
          <Icon name="warning" /> {adviceFor(problem)}
        </p>
      ))}
      {storage.length === 0 && storageFilledPercent.value >= NEARLY_FULL_PERCENT && (
        <p class="banner banner-warning" role="status">
          <Icon name="warning" /> {texts.filled(storageFilledPercent.value)}
        </p>
      )}
    </div>
  )
}

function ConnectionNotice() {
  const seconds = useSecondsUntilRetry()
  const { connection: texts } = text.value
  if (connection.value.state !== 'waiting') return null
  return (
    <p class="banner banner-bad">
      <Icon name="warning" />
      {/* Said once; the countdown is for the eye. */}
      <span class="visually-hidden" role="alert">
        {texts.lost}
      </span>
      <span aria-hidden="true">{texts.retryIn(seconds)}</span>
    </p>
  )
}

function useSecondsUntilRetry(): number {
  const seconds = useSignal(0)
  const retryAtMs = connection.value.state === 'waiting' ? connection.value.retryAtMs : null
  useEffect(() => {
    if (retryAtMs === null) return
    const count = () => {
      seconds.value = Math.max(1, Math.ceil((retryAtMs - Date.now()) / 1000))
    }
    count()
    const timer = setInterval(count, 500)
    return () => clearInterval(timer)
  }, [retryAtMs, seconds])
  return seconds.value
}
