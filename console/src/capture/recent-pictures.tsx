/** The last few pictures of this camera, whoever took them. */
import { useEffect, useState } from 'preact/hooks'
import type { CatalogueEntry } from '../../../client/src/index.ts'
import { deleting } from '../gallery/deletions.ts'
import { retentionRule } from '../gallery/kept-until.ts'
import { StoredPicture } from '../gallery/stored-picture.tsx'
import { href } from '../state/route.ts'
import { client, onEvent } from '../state/service.ts'
import { text, timeOfDay } from '../text/text.ts'

const SHOWN = 8

export function RecentPictures() {
  const [pictures, setPictures] = useState<CatalogueEntry[]>([])
  useEffect(() => {
    const left = new AbortController()
    const load = () =>
      client.images({ limit: SHOWN }, { signal: left.signal }).then(
        ({ images }) => setPictures(images),
        // The strip is a convenience: what is wrong is said where something was asked for.
        () => {},
      )
    load()
    const stop = onEvent(({ type }) => {
      if (type === 'capture_result' || type === 'images_changed' || type === 'connected') load()
    })
    return () => {
      stop()
      left.abort()
    }
  }, [])
  const shown = pictures.filter(({ image_data }) => !deleting.value.includes(image_data.filename))
  const rule = retentionRule()
  if (shown.length === 0) return null
  return (
    <section class="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">
        {text.value.capture.recent} {rule && <small class="hint">{rule}</small>}
      </h2>
      <ul>
        {shown.map((picture) => (
          <li key={picture.image_data.filename}>
            <a href={href(`picture/${picture.image_data.filename}`)}>
              <StoredPicture picture={picture} widthPx={240} />
              <span class="recent-sample">{picture.sample_no}</span>
              <time dateTime={picture.image_data.captured_at}>
                {timeOfDay(new Date(picture.image_data.captured_at))}
              </time>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
