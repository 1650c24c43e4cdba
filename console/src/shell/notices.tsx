/** What an operator must know on every page: the connection, the token's end, and what keeps captures from working. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { camera, connection, notReadyReasons } from '../state/service.ts'
import { minutesLeft, renewing } from '../state/session.ts'
import { text } from '../text/text.ts'
import { Icon } from './icon.tsx'

export function Notices() {
  const { connection: texts, signIn } = text.value
  // What is wrong with the camera is said by its own pill and view.
  const reasons = camera.value?.is_connected ? notReadyReasons.value : []
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
      {reasons.map((reason) => (
        <p key={reason} class="banner banner-warning" role="alert">
          <Icon name="warning" /> {texts.attention}: <span lang="en">{reason}</span>
        </p>
      ))}
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
