import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { text } from '../text/text.ts'

/** A page's heading. It takes the focus when the page is entered, so that a screen reader says where one is. */
export function PageTitle({ children }: { children: ComponentChildren }) {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus({ preventScroll: true }), [])
  useTitle(() => title.current?.textContent ?? '')
  return (
    <h1 ref={title} tabIndex={-1}>
      {children}
    </h1>
  )
}

/** What the tab and the history call the page. */
export function useTitle(title: () => string): void {
  useEffect(() => {
    document.title = `${title()} – ${text.value.name}`
  })
}
