import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { text } from '../text/text.ts'

/** A page's heading. It takes the focus when the page is entered, so that a screen reader says where one is. */
export function PageTitle({ children }: { children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus({ preventScroll: true }), [])
  useEffect(() => {
    document.title = `${title.current?.textContent} – ${text.value.name}`
  })
  return (
    <h1 ref={title} tabIndex={-1}>
      {children}
    </h1>
  )
}
