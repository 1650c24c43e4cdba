import { useEffect, useRef } from 'preact/hooks'
import { renewing, state } from '../state/session.ts'
import { text } from '../text/text.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Over the page, which keeps everything that was typed: after the session's end, or before it when the operator asks. */
export function SignInDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const current = state.value
  const isOver = current.is === 'over'
  const isOpen = isOver || renewing.value
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  const { signIn: texts } = text.value
  return (
    <dialog
      ref={dialog}
      class="sign-in-dialog"
      aria-labelledby="sign-in-title"
      // Without a session nothing behind it works.
      onCancel={(event) => isOver && event.preventDefault()}
      onClose={() => (renewing.value = false)}
    >
      {isOpen && (
        <>
          <h2 id="sign-in-title">{texts.again}</h2>
          <p class="dialog-text">{isOver ? texts.reasons[current.reason] : texts.before}</p>
          <SignInForm />
          {!isOver && (
            <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
              {texts.later}
            </button>
          )}
        </>
      )}
    </dialog>
  )
}
