/** The frame around every page: navigation and the state of the camera. */
import type { ComponentChildren } from 'preact'
import { href, route } from '../state/route.ts'
import { who } from '../state/session.ts'
import { text } from '../text/text.ts'
import { Announcement } from './announcement.tsx'
import { CameraPill } from './camera-pill.tsx'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'
import { Notices } from './notices.tsx'

const PLACES = [
  { page: '', icon: 'capture', name: 'bench' },
  { page: 'gallery', icon: 'gallery', name: 'gallery' },
  { page: 'camera', icon: 'camera', name: 'camera' },
  { page: 'activity', icon: 'activity', name: 'activity' },
] as const
/** Pages that one comes to from the gallery. */
const IN_GALLERY = ['picture', 'compare']

export function Shell({ children }: { children: ComponentChildren }) {
  const { nav, name, skipToContent } = text.value
  const current = IN_GALLERY.includes(route.value.page) ? 'gallery' : route.value.page
  return (
    <>
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main')?.focus()}>
        {skipToContent}
      </button>
      <header class="top">
        <span class="brand">
          <img src="icon.svg" alt="" width="28" height="28" />
          <span>{name}</span>
        </span>
        <nav class="places" aria-label={nav.label}>
          {PLACES.map(({ page, icon, name }) => (
            <a
              key={page}
              href={href(page)}
              {...(page === current ? { 'aria-current': 'page' as const } : {})}
            >
              <Icon name={icon} />
              <span>{nav[name]}</span>
            </a>
          ))}
        </nav>
        <CameraPill />
        {who.value && <span class="who">{who.value}</span>}
        <Menu />
      </header>
      <Notices />
      <main tabIndex={-1}>{children}</main>
      <Announcement />
    </>
  )
}
