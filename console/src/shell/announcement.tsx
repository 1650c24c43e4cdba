/** One sentence on what was just done, seen for a while and said by screen readers; it outlives a change of page. */
import { signal } from '@preact/signals'

const SHOWN_MS = 6_000
const announcement = signal('')
let timer: ReturnType<typeof setTimeout> | undefined

export function announce(sentence: string): void {
  clearTimeout(timer)
  announcement.value = sentence
  timer = setTimeout(() => {
    announcement.value = ''
  }, SHOWN_MS)
}

export function Announcement() {
  return (
    <p class="announcement" role="status" data-shown={announcement.value !== ''}>
      {announcement.value}
    </p>
  )
}
