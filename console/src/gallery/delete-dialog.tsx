import type { RefObject } from 'preact'
import { text } from '../text/text.ts'

interface Props {
  dialog: RefObject<HTMLDialogElement | null>
  filename: string
  onConfirm(): void
}

/** Asks before a picture is removed; the way back has the focus. */
export function DeleteDialog({ dialog, filename, onConfirm }: Props) {
  const { picture } = text.value
  return (
    <dialog
      ref={dialog}
      aria-labelledby="delete-title"
      onClose={(event) => {
        if (event.currentTarget.returnValue === 'delete') onConfirm()
        event.currentTarget.returnValue = ''
      }}
    >
      <form method="dialog">
        <h2 id="delete-title">{picture.deleteTitle}</h2>
        <p class="dialog-text">{picture.deleteQuestion(filename)}</p>
        <div class="dialog-actions">
          <button type="submit" value="keep">
            {picture.keep}
          </button>
          <button type="submit" value="delete" class="danger-solid">
            {picture.delete}
          </button>
        </div>
      </form>
    </dialog>
  )
}
