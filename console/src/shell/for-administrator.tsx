import type { ComponentChildren } from 'preact'
import { text } from '../text/text.ts'

/** What the service says in its own words, with paths and names of settings: closed, because it does not help an operator. */
export function ForAdministrator({ children }: { children: ComponentChildren }) {
  return (
    <details class="for-administrator">
      <summary>{text.value.errors.details}</summary>
      <div lang="en">{children}</div>
    </details>
  )
}
