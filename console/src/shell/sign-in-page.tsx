import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { CaptureServiceError, createClient } from '../../../client/src/index.ts'
import { SERVICE_URL } from '../state/service.ts'
import { signIn, signInReason } from '../state/session.ts'
import { adviceFor, text } from '../text/text.ts'
import { LanguageChoice } from './menu.tsx'

/** Three parts of base64url with dots between them: RFC 7519 section 3. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Asks for a token and tries it before it is kept. What the operator was at stays in the address. */
export function SignInPage() {
  const field = useRef<HTMLInputElement>(null)
  const problem = useSignal<string | null>(null)
  const checking = useSignal(false)
  const { signIn: texts, name } = text.value
  useEffect(() => field.current?.focus(), [])

  const submit = async (event: Event) => {
    event.preventDefault()
    const given = field.current?.value.trim() ?? ''
    problem.value = JWT.test(given) ? null : texts.notAToken
    if (problem.value !== null) return
    checking.value = true
    try {
      await createClient({ baseUrl: SERVICE_URL, token: given }).serviceStatus()
      signIn(given)
    } catch (error) {
      problem.value = error instanceof CaptureServiceError ? adviceFor(error) : String(error)
    } finally {
      checking.value = false
    }
  }
  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit} noValidate>
        <h1>{name}</h1>
        {texts.reasons[signInReason.value] && <p role="status">{texts.reasons[signInReason.value]}</p>}
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
      <LanguageChoice />
    </main>
  )
}
