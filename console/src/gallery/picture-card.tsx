import type { CatalogueEntry } from '../../../client/src/index.ts'
import { Icon } from '../shell/icon.tsx'
import { href } from '../state/route.ts'
import { dateTime, text } from '../text/text.ts'
import { chosen, toggleChosen } from './chosen.ts'
import { keptUntil } from './kept-until.ts'
import { StoredPicture } from './stored-picture.tsx'

const THUMBNAIL_WIDTH_PX = 400

export function PictureCard({ picture }: { picture: CatalogueEntry }) {
  const { filename, captured_at: capturedAt } = picture.image_data
  const { correct, facts, gallery } = text.value
  const kept = keptUntil(picture)
  return (
    <li class="card picture-card" data-sample={picture.sample_no}>
      <a href={href(`picture/${filename}`)}>
        <StoredPicture picture={picture} widthPx={THUMBNAIL_WIDTH_PX} />
        <strong>
          <span class="picture-card-sample">{picture.sample_no}</span>
          {picture.pinned && (
            <span class="pinned" title={gallery.pinned}>
              <Icon name="pin" />
              <span class="visually-hidden">{gallery.pinned}</span>
            </span>
          )}
        </strong>
        {picture.submission_no && <span class="picture-card-line">{picture.submission_no}</span>}
        <time dateTime={capturedAt}>{dateTime(capturedAt)}</time>
        {picture.requested_by && <span class="picture-card-line">{picture.requested_by}</span>}
        {kept && !picture.pinned && (
          <span class="picture-card-line kept-until">
            {facts.kept} {kept}
          </span>
        )}
        {picture.corrected && <span class="badge">{correct.corrected}</span>}
      </a>
      <label class="choose">
        <input
          type="checkbox"
          checked={chosen.value.includes(filename)}
          onChange={() => toggleChosen(filename)}
          aria-label={gallery.selectToCompare(picture.sample_no)}
        />
        <span aria-hidden="true">{gallery.compare}</span>
      </label>
    </li>
  )
}
