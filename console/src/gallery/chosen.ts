/** The pictures that were chosen for comparing: the last two. */
import { signal } from '@preact/signals'

export const chosen = signal<string[]>([])

export function toggleChosen(filename: string): void {
  chosen.value = chosen.value.includes(filename)
    ? chosen.value.filter((each) => each !== filename)
    : [...chosen.value, filename].slice(-2)
}
