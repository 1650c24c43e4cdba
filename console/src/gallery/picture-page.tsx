/** One stored picture: to look at closely, keep, fetch or remove. */
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { CaptureServiceError, CatalogueEntry } from '../../../client/src/index.ts'
import { FailureNote } from '../shell/failure-note.tsx'
import { Icon } from '../shell/icon.tsx'
import { PageTitle } from '../shell/page-title.tsx'
import { useLoaded } from '../state/loaded.ts'
import { go, href, route } from '../state/route.ts'
import { client, toFailure } from '../state/service.ts'
import { text } from '../text/text.ts'
import { CorrectDialog } from './correct-dialog.tsx'
import { Corrections } from './corrections.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { deleteSoon } from './deletions.ts'
import { PictureFacts } from './picture-facts.tsx'
import { usePictureAddress } from './stored-picture.tsx'
import { type Position, ZoomChoice, ZoomPane } from './zoom-pane.tsx'

export function PicturePage() {
  const filename = route.value.name
  const { picture: texts } = text.value
  const { value, failure, reload } = useLoaded(filename, (signal) => client.metadata(filename, { signal }))
  return (
    <div class="page">
      <header class="page-head">
        <a class="button quiet" href={href('gallery')}>
          <Icon name="back" /> {texts.back}
        </a>
        <PageTitle>{value?.sample_no ?? filename}</PageTitle>
      </header>
      {failure && <FailureNote failure={failure} />}
      {value &&
        (value.state === 'stored' ? <Picture picture={value} onChange={reload} /> : <p>{texts.notThere}</p>)}
    </div>
  )
}

function Picture({ picture, onChange }: { picture: CatalogueEntry; onChange(): void }) {
  const zoom = useSignal(0)
  const position = useSignal<Position>({ x: 0.5, y: 0.5 })
  const failure = useSignal<CaptureServiceError | null>(null)
  const dialog = useRef<HTMLDialogElement>(null)
  const correction = useRef<HTMLDialogElement>(null)
  const { filename, format } = picture.image_data
  const download = usePictureAddress(filename, undefined, true)
  const { picture: texts } = text.value

  const attempt = async (change: () => Promise<unknown>) => {
    failure.value = null
    try {
      await change()
    } catch (error) {
      failure.value = toFailure(error)
    }
  }
  const remove = () => {
    deleteSoon([filename], filename)
    go(href('gallery'))
  }
  return (
    <div class="picture">
      <div class="picture-view">
        <ZoomPane picture={picture} zoom={zoom} position={position} />
        <div class="picture-tools">
          <ZoomChoice zoom={zoom} />
          <a class="button" href={download ?? '#'} download={filename}>
            <Icon name="download" /> {texts.download}
          </a>
          <button
            type="button"
            aria-pressed={picture.pinned}
            title={texts.pinHelp}
            onClick={() => attempt(() => client.pin(filename, !picture.pinned).then(onChange))}
          >
            <Icon name="pin" /> {picture.pinned ? texts.unpin : texts.pin}
          </button>
          <button type="button" onClick={() => correction.current?.showModal()}>
            <Icon name="edit" /> {texts.correct}
          </button>
          <button type="button" class="danger" onClick={() => dialog.current?.showModal()}>
            <Icon name="delete" /> {texts.delete}
          </button>
        </div>
        {format === 'TIFF' && <p class="hint">{texts.previewNote}</p>}
        {failure.value && <FailureNote failure={failure.value} />}
      </div>
      <section class="card picture-facts">
        <PictureFacts picture={picture} />
        <Corrections picture={picture} />
      </section>
      <CorrectDialog dialog={correction} picture={picture} onCorrected={onChange} />
      <DeleteDialog dialog={dialog} filename={filename} onConfirm={remove} />
    </div>
  )
}
