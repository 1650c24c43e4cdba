import { useLoaded } from '../state/loaded.ts'
import { client, retention } from '../state/service.ts'
import { number, text } from '../text/text.ts'

/** What an empty gallery says: nothing was taken, nothing fits, or what was there has been removed by retention. */
export function NoPictures({ isFiltered }: { isFiltered: boolean }) {
  const { gallery, kept } = text.value
  const { value: stats } = useLoaded('', (signal) => client.stats({ signal }))
  const removed = stats?.expired_captures ?? 0
  const hours = retention.value?.max_age_hours ?? 0
  return (
    <div class="empty">
      <p>{isFiltered ? gallery.emptyFiltered : gallery.empty}</p>
      {removed > 0 && (
        <p>{hours > 0 ? kept.removedAfter(number(removed), number(hours)) : kept.removed(number(removed))}</p>
      )}
    </div>
  )
}
