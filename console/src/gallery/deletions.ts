/** Deleting a picture: it leaves the page at once, and the service a few seconds later, so that it can be undone until then. */
import { signal } from '@preact/signals'
import { announce } from '../shell/announcement.tsx'
import { client, toFailure } from '../state/service.ts'
import { adviceFor, text } from '../text/text.ts'
import { chosen } from './chosen.ts'

const UNDO_MS = 8_000

/** Hidden from every list of this page. */
export const deleting = signal<string[]>([])
const timers = new Map<string, ReturnType<typeof setTimeout>>()

/** Several at once are undone together. */
export function deleteSoon(filenames: string[], name: string): void {
  const { picture } = text.value
  deleting.value = [...deleting.value, ...filenames]
  chosen.value = chosen.value.filter((each) => !filenames.includes(each))
  for (const filename of filenames) timers.set(filename, setTimeout(deleteNow, UNDO_MS, filename))
  const undo = () => {
    for (const filename of filenames) clearTimeout(timers.get(filename))
    forget(filenames)
  }
  announce(picture.deleted(name), { label: picture.undo, run: undo }, UNDO_MS)
}

async function deleteNow(filename: string): Promise<void> {
  timers.delete(filename)
  try {
    await client.remove(filename)
  } catch (error) {
    announce(adviceFor(toFailure(error)))
  }
  forget([filename])
}

function forget(filenames: string[]): void {
  for (const filename of filenames) timers.delete(filename)
  deleting.value = deleting.value.filter((each) => !filenames.includes(each))
}

/** Whoever closes the page has confirmed the deletion. */
addEventListener('pagehide', () => {
  for (const [filename, timer] of timers) {
    clearTimeout(timer)
    void deleteNow(filename)
  }
})
