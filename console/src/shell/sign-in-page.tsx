import { useEffect } from 'preact/hooks'
import { state } from '../state/session.ts'
import { text } from '../text/text.ts'
import { LanguageChoice } from './menu.tsx'
import { SignInForm } from './sign-in-form.tsx'

/** Where nobody is signed in. What the operator was at stays in the address, and what was typed in this tab. */
export function SignInPage() {
  const { signIn: texts, name } = text.value
  const current = state.value
  const reason = current.is === 'out' ? texts.reasons[current.reason] : ''
  useEffect(() => {
    document.title = `${texts.title} – ${name}`
  })
  return (
    <main class="sign-in">
      <div class="card">
        <h1>{name}</h1>
        {reason && <p role="status">{reason}</p>}
        <SignInForm />
      </div>
      <LanguageChoice />
    </main>
  )
}
