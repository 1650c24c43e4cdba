import { useEffect, useRef } from 'preact/hooks'
import { go, href } from '../state/route.ts'
import { text } from '../text/text.ts'
import type { Filters } from './filters.ts'

/** The filters; applying them is a step that the browser's back button undoes. */
export function FilterForm({ filters }: { filters: Filters }) {
  const form = useRef<HTMLFormElement>(null)
  const { gallery } = text.value
  const apply = (event: Event) => {
    event.preventDefault()
    if (form.current === null) return
    const given = Object.fromEntries(
      [...new FormData(form.current)].map(([name, value]) => [name, String(value).trim()]),
    )
    go(href('gallery', given))
  }
  const isFiltered = Object.keys(filters).length > 0
  return (
    <search>
      <form ref={form} class="filters" onSubmit={apply} autocomplete="off">
        <TextField name="sample" label={gallery.sample} value={filters.sample} />
        <TextField name="submission" label={gallery.submission} value={filters.submission} />
        <TextField name="text" label={gallery.text} value={filters.text} />
        <DayField name="from" label={gallery.from} value={filters.from} onChange={apply} />
        <DayField name="to" label={gallery.to} value={filters.to} onChange={apply} />
        <label class="field">
          <span>{gallery.order}</span>
          <select name="order" onChange={apply} value={filters.order ?? ''}>
            <option value="">{gallery.newest}</option>
            <option value="oldest">{gallery.oldest}</option>
          </select>
        </label>
        <div class="filter-actions">
          <button type="submit">{gallery.apply}</button>
          {isFiltered && (
            <a
              class="button quiet"
              href={href('gallery')}
              // The link goes with the filters, and the focus must not go with it.
              onClick={() => form.current?.querySelector('input')?.focus()}
            >
              {gallery.clear}
            </a>
          )}
        </div>
      </form>
    </search>
  )
}

interface FieldProps {
  name: string
  label: string
  value: string | undefined
}

function TextField({ name, label, value = '' }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input ref={useValue(value)} type="search" name={name} spellcheck={false} />
    </label>
  )
}

function DayField({ name, label, value = '', onChange }: FieldProps & { onChange(event: Event): void }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input ref={useValue(value)} type="date" name={name} onChange={onChange} />
    </label>
  )
}

/** Puts the address's value into the field, whatever was typed. The field stays the same one, so that it keeps the focus. */
function useValue(value: string) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (field.current !== null && field.current.value !== value) field.current.value = value
  }, [value])
  return field
}
