/** The stored pictures, a page at a time; filters and page stand in the address. */
import { useEffect, useState } from 'preact/hooks'
import { FailureNote } from '../shell/failure-note.tsx'
import { Icon } from '../shell/icon.tsx'
import { PageTitle } from '../shell/page-title.tsx'
import { useLoaded } from '../state/loaded.ts'
import { href, route } from '../state/route.ts'
import { client, onEvent } from '../state/service.ts'
import { sessionKey } from '../state/session.ts'
import { text } from '../text/text.ts'
import { chosen } from './chosen.ts'
import { deleting } from './deletions.ts'
import { FilterForm } from './filter-form.tsx'
import { type Filters, filtersOf, toImageQuery } from './filters.ts'
import { retentionRule } from './kept-until.ts'
import { NoPictures } from './no-pictures.tsx'
import { PictureCard } from './picture-card.tsx'

const PAGE_SIZE = 24

export function GalleryPage() {
  const { query } = route.value
  const filters = filtersOf(query)
  const cursor = query.get('cursor')
  const { gallery, errors } = text.value
  const { value, failure, loading, reload } = useLoaded(query.toString(), (signal) =>
    client.images({ ...toImageQuery(filters), limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) }, { signal }),
  )
  useEffect(
    () =>
      onEvent(({ type }) => {
        if (type === 'capture_result' || type === 'images_changed' || type === 'connected') reload()
      }),
    [reload],
  )

  const isFiltered = Object.keys(filters).length > 0
  const [startsOpen] = useState(isFiltered || innerWidth > 720)
  const pictures =
    value?.images.filter(({ image_data }) => !deleting.value.includes(image_data.filename)) ?? []
  const rule = retentionRule()
  return (
    <div class="page">
      <header class="page-head">
        <PageTitle>{gallery.title}</PageTitle>
        {value !== null && value.images.length > 0 && <ExportLink filters={filters} />}
      </header>
      <details class="filter-box" open={startsOpen}>
        <summary>{gallery.filters}</summary>
        <FilterForm filters={filters} />
      </details>
      {failure && (
        <div>
          <FailureNote failure={failure} />
          <button type="button" onClick={reload}>
            {errors.retry}
          </button>
        </div>
      )}
      <p class="visually-hidden" role="status">
        {loading ? gallery.loading : ''}
      </p>
      {rule && value !== null && value.images.length > 0 && <p class="hint">{rule}</p>}
      {value !== null && pictures.length === 0 && <NoPictures isFiltered={isFiltered} />}
      <ul class="cards" aria-busy={loading}>
        {pictures.map((picture) => (
          <PictureCard key={picture.image_data.filename} picture={picture} />
        ))}
      </ul>
      <nav class="paging" aria-label={gallery.paging}>
        {cursor && (
          <a class="button" href={href('gallery', filters)}>
            {gallery.first}
          </a>
        )}
        {value?.next_cursor && (
          <a class="button" href={href('gallery', { ...filters, cursor: value.next_cursor })}>
            {gallery.next}
          </a>
        )}
      </nav>
      <CompareBar />
    </div>
  )
}

function ExportLink({ filters }: { filters: Filters }) {
  const [address, setAddress] = useState<string | null>(null)
  const current = sessionKey.value
  const key = JSON.stringify(filters)
  useEffect(() => {
    client.exportUrl(toImageQuery(JSON.parse(key))).then(setAddress)
  }, [key, current])
  return (
    <a class="button" href={address ?? '#'} download>
      <Icon name="download" /> {text.value.gallery.export}
    </a>
  )
}

function CompareBar() {
  const [a, b] = chosen.value
  const { gallery } = text.value
  if (a === undefined) return null
  return (
    <div class="compare-bar" role="status">
      <span>{gallery.selected(chosen.value.length)}</span>
      <button type="button" class="quiet" onClick={() => (chosen.value = [])}>
        {gallery.forget}
      </button>
      {b !== undefined && (
        <a class="button primary" href={href('compare', { a, b })}>
          {gallery.compareNow}
        </a>
      )}
    </div>
  )
}
