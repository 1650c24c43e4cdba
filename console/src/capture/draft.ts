/** Keeps what was typed in this tab over a change of page, a reload and a new sign-in, until the operator signs out. */
import { effect } from '@preact/signals'
import { state } from '../state/session.ts'

const KEY = 'vision-draft'
effect(() => {
  if (state.value.is === 'out' && state.value.reason === 'signed-out') sessionStorage.removeItem(KEY)
})
const FIELDS = ['sample_no', 'submission_no', 'description']

function read(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}')
  } catch {
    return {}
  }
}

export function keep({ name, value }: { name: string; value: string }): void {
  if (!FIELDS.includes(name)) return
  sessionStorage.setItem(KEY, JSON.stringify({ ...read(), [name]: value }))
}

export function forget(name: string): void {
  keep({ name, value: '' })
}

export function restore(form: HTMLFormElement): void {
  for (const [name, value] of Object.entries(read())) {
    const field = form.elements.namedItem(name)
    if (field instanceof HTMLInputElement && FIELDS.includes(name)) field.value = value
  }
}
