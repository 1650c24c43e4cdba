import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { CaptureServiceError } from '../../../client/src/index.ts'
import { signIn } from '../state/session.ts'
import { adviceFor, text } from '../text/text.ts'

/** Three parts of base64url with dots between them: RFC 7519 section 3. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Asks for a token, which becomes the session's cookie once the service has accepted it. */
export function SignInForm() {
  const field = useRef<HTMLInputElement>(null)
  const problem = useSignal<string | null>(null)
  const checking = useSignal(false)
  const { signIn: texts } = text.value
  useEffect(() => field.current?.focus(), [])

  const submit = async (event: Event) => {
    event.preventDefault()
    const given = field.current?.value.trim() ?? ''
    problem.value = JWT.test(given) ? null : texts.notAToken
    if (problem.value !== null) return
    checking.value = true
    try {
      await signIn(given)
    } catch (error) {
      problem.value = error instanceof CaptureServiceError ? adviceFor(error) : String(error)
    } finally {
      checking.value = false
    }
  }
  return (
    <form class="sign-in-form" onSubmit={submit} noValidate>
      <label class="field field-large">
        <span>{texts.token}</span>
        <input
          ref={field}
          name="token"
          type="password"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="sign-in-hint sign-in-problem"
          aria-invalid={problem.value !== null}
        />
      </label>
      <p id="sign-in-problem" class="notice" role="alert">
        {problem.value}
      </p>
      <button type="submit" class="primary" disabled={checking.value}>
        {checking.value ? texts.checking : texts.submit}
      </button>
      <p id="sign-in-hint" class="hint">
        {texts.hint}
      </p>
    </form>
  )
}
