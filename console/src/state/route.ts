/** Where the operator is, in the address's fragment: `#/gallery?sample=A1`. So a place can be kept, shared and gone back to. */
import { signal } from '@preact/signals'

export interface Route {
  /** The first part of the path; empty for the bench. */
  page: string
  /** The second part, as in `#/picture/<filename>`. */
  name: string
  query: URLSearchParams
}

export const route = signal<Route>(read())
addEventListener('hashchange', () => {
  route.value = read()
})

/** Call after the address was changed without an event, as history.replaceState does. */
export function readRoute(): void {
  route.value = read()
}

function read(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  const [page = '', name = ''] = path.split('/')
  return { page, name: decoded(name), query: new URLSearchParams(query) }
}

/** Anybody may write an address by hand: one that cannot be read names nothing that exists, and breaks nothing. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** The address of a place; what is empty is left out. */
export function href(path: string, query: Record<string, string | null | undefined> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const search = new URLSearchParams(given).toString()
  return `#/${path}${search === '' ? '' : `?${search}`}`
}

export function go(address: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, '', address)
    readRoute()
  } else {
    location.hash = address
  }
}
