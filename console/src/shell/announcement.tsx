/** One sentence on what was just done, seen for a while and said by screen readers; it outlives a change of page. */
import { signal } from '@preact/signals'

export const SHOWN_MS = 6_000

interface Action {
  label: string
  run(): void
}

const announcement = signal<{ sentence: string; action?: Action | undefined } | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

/** `action` is a button beside the sentence, such as an undo. */
export function announce(sentence: string, action?: Action, shownMs = SHOWN_MS): void {
  clearTimeout(timer)
  announcement.value = { sentence, action }
  timer = setTimeout(clear, shownMs)
}

function clear(): void {
  announcement.value = null
}

export function Announcement() {
  const { sentence, action } = announcement.value ?? {}
  return (
    <div class="announcement" data-shown={announcement.value !== null}>
      <p role="status">{sentence}</p>
      {action && (
        <button
          type="button"
          class="announcement-action"
          onClick={() => {
            clear()
            action.run()
          }}
        >
          {action.label}
        </button>
      )}
    </div>
  )
}
