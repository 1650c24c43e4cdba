import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import type { CaptureServiceError, CatalogueEntry, ImageCorrection } from '../../../client/src/index.ts'
import { FailureNote } from '../shell/failure-note.tsx'
import { client, toFailure } from '../state/service.ts'
import { text } from '../text/text.ts'

interface Props {
  dialog: RefObject<HTMLDialogElement | null>
  picture: CatalogueEntry
  onCorrected(): void
}

const FIELDS = ['sample_no', 'submission_no', 'description'] as const
const MAX_LENGTH = { sample_no: 128, submission_no: 128, description: 1024 }

/** Corrects what was entered. Both values and the reason stay in the catalogue's chain; the file stays as it is. */
export function CorrectDialog({ dialog, picture, onCorrected }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const typed = useSignal<Partial<Record<(typeof FIELDS)[number], string>>>({})
  const failure = useSignal<CaptureServiceError | null>(null)
  const { correct, errors, picture: texts } = text.value
  const before = (name: (typeof FIELDS)[number]) => picture[name] ?? ''
  const changed = FIELDS.filter((name) => (typed.value[name] ?? before(name)).trim() !== before(name))

  const save = async (event: Event) => {
    event.preventDefault()
    if (form.current === null) return
    const given = new FormData(form.current)
    const after = (name: string) => String(given.get(name) ?? '').trim()
    const fields = Object.fromEntries(changed.map((name) => [name, after(name) || null]))
    try {
      await client.correct(picture.image_data.filename, {
        ...fields,
        reason: after('reason'),
      } as ImageCorrection)
      dialog.current?.close()
      onCorrected()
    } catch (error) {
      failure.value = toFailure(error)
    }
  }
  return (
    <dialog
      ref={dialog}
      class="correct-dialog"
      aria-labelledby="correct-title"
      onClose={() => {
        form.current?.reset()
        typed.value = {}
        failure.value = null
      }}
    >
      <form ref={form} onSubmit={save} autocomplete="off">
        <h2 id="correct-title">{correct.title}</h2>
        <p class="hint">{correct.help}</p>
        {FIELDS.map((name) => (
          <label key={name} class="field">
            <span>{errors.fields[name]}</span>
            <input
              name={name}
              defaultValue={before(name)}
              maxLength={MAX_LENGTH[name]}
              required={name === 'sample_no'}
              spellcheck={false}
              onInput={(event) => (typed.value = { ...typed.value, [name]: event.currentTarget.value })}
            />
            {changed.includes(name) && (
              <small class="was">{correct.was(before(name) === '' ? correct.nothing : before(name))}</small>
            )}
          </label>
        ))}
        <label class="field">
          <span>{correct.reason}</span>
          <input name="reason" maxLength={500} required placeholder={correct.reasonExample} />
        </label>
        {failure.value && <FailureNote failure={failure.value} />}
        <div class="dialog-actions">
          <button type="button" onClick={() => dialog.current?.close()}>
            {texts.cancel}
          </button>
          <button type="submit" class="primary" disabled={changed.length === 0}>
            {correct.save}
          </button>
        </div>
      </form>
    </dialog>
  )
}
