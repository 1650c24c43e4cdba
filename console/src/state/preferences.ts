/** The operator's preferences in this browser: appearance and language. */
import { effect, signal } from '@preact/signals'

export type Theme = 'system' | 'light' | 'dark'
export type Language = 'en' | 'th'

/** A signal that is kept in this browser under a key. */
export function remembered<T>(key: string, initial: T, isValid: (value: unknown) => boolean) {
  const kept = signal(read(key, initial, isValid))
  effect(() => localStorage.setItem(key, JSON.stringify(kept.value)))
  return kept
}

function read<T>(key: string, initial: T, isValid: (value: unknown) => boolean): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return isValid(value) ? (value as T) : initial
  } catch {
    return initial
  }
}

const oneOf = (values: string[]) => (value: unknown) => typeof value === 'string' && values.includes(value)

export const theme = remembered<Theme>('vision-theme', 'system', oneOf(['system', 'light', 'dark']))
export const language = remembered<Language>(
  'vision-language',
  navigator.languages.find((tag) => /^(en|th)\b/.test(tag))?.startsWith('th') ? 'th' : 'en',
  oneOf(['en', 'th']),
)

effect(() => {
  document.documentElement.dataset.theme = theme.value
})
effect(() => {
  document.documentElement.lang = language.value
})
