/** The form at the bench: the sample number, typed or scanned, and the one large button. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { CaptureRequest, ImageFormat } from '../../../client/src/index.ts'
import { number, text } from '../text/text.ts'
import { CaptureProgress } from './capture-progress.tsx'
import { forget, keep, restore } from './draft.ts'
import { job } from './job.ts'
import { enqueue, isRecent } from './queue.ts'
import { QueuedSamples } from './queued-samples.tsx'
import { listenForScans, type Scan } from './scanner.ts'

const FORMATS: ImageFormat[] = ['JPEG', 'PNG', 'TIFF', 'WEBP', 'NATIVE']
const WITH_QUALITY = ['', 'JPEG', 'WEBP']

type Notice = 'needsSample' | 'duplicate' | 'layout' | 'gs1'

export function CaptureForm() {
  const sample = useRef<HTMLInputElement>(null)
  const form = useRef<HTMLFormElement>(null)
  const format = useSignal('')
  const notice = useSignal<Notice | null>(null)
  const latest = useRef<(scan: Scan, target: EventTarget | null) => void>(() => {})
  const { capture } = text.value
  const busy = job.value.state === 'running'

  const submit = (event: Event) => {
    event.preventDefault()
    const field = sample.current
    if (field === null || form.current === null) return
    field.focus({ preventScroll: true })
    if (field.value.trim() === '') {
      notice.value = 'needsSample'
      return
    }
    const request = readRequest(form.current)
    notice.value = isRecent(request.sample_no) ? 'duplicate' : null
    // Emptied at once, so that the next plate can be scanned while this one's picture is taken.
    field.value = ''
    forget('sample_no')
    enqueue(request)
  }

  /** A scan replaces what the field holds, and takes the picture. */
  const scanned = ({ code, layout, gs1 }: Scan, target: EventTarget | null) => {
    const field = sample.current
    if (field === null || form.current === null) return
    if (target instanceof HTMLInputElement && target !== field) target.value = target.defaultValue
    field.value = code
    field.focus({ preventScroll: true })
    if (gs1) {
      notice.value = 'gs1'
      field.select()
      return
    }
    const request = readRequest(form.current)
    notice.value = layout ? 'layout' : isRecent(code) ? 'duplicate' : null
    field.value = ''
    forget('sample_no')
    enqueue(request)
  }

  latest.current = scanned

  useSignalEffect(() => {
    // The number of a failed capture comes back for another try.
    const current = job.value
    const field = sample.current
    if (current.state === 'failed' && field !== null && field.value === '') {
      field.value = current.request.sample_no
      field.select()
    }
    // A retry that succeeded leaves nothing to be sent again.
    if (current.state === 'done' && field?.value === current.picture.sample_no) field.value = ''
  })
  useEffect(() => {
    // The plate stays in sight, also at 200 %.
    sample.current?.focus({ preventScroll: true })
    if (form.current !== null) restore(form.current)
    const stops = [listenForScans((scan, target) => latest.current(scan, target)), captureKeys(sample, form)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [])

  return (
    <form
      ref={form}
      class="capture-form"
      onSubmit={submit}
      onInput={(event) => keep(event.target as HTMLInputElement)}
      noValidate
      autocomplete="off"
    >
      <label class="field field-large">
        <span>{capture.sample}</span>
        <input
          ref={sample}
          name="sample_no"
          maxLength={128}
          placeholder={capture.samplePlaceholder}
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="go"
          aria-describedby="capture-notice"
          aria-invalid={notice.value === 'needsSample'}
        />
      </label>
      <p id="capture-notice" class="notice" role="alert">
        {notice.value && capture[notice.value]}
      </p>
      <button type="submit" class="primary take" aria-disabled={busy}>
        {busy ? capture.busy : capture.take}
        <small>{capture.keys}</small>
      </button>
      <CaptureProgress />
      <QueuedSamples />
      <div class="fields">
        <label class="field">
          <span>{capture.submission}</span>
          <input name="submission_no" maxLength={128} spellcheck={false} />
        </label>
        <label class="field">
          <span>{capture.description}</span>
          <input name="description" maxLength={1024} />
        </label>
      </div>
      <details class="more">
        <summary>{capture.more}</summary>
        <div class="fields">
          <label class="field">
            <span>{capture.format}</span>
            <select name="format" onChange={(event) => (format.value = event.currentTarget.value)}>
              <option value="">{capture.formatDefault}</option>
              {FORMATS.map((each) => (
                <option key={each} value={each}>
                  {each === 'NATIVE' ? capture.formatNative : each}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{capture.quality}</span>
            <input
              name="quality"
              type="number"
              min={1}
              max={100}
              inputMode="numeric"
              placeholder={`${capture.qualityDefault} (${number(1)}–${number(100)})`}
              disabled={!WITH_QUALITY.includes(format.value)}
            />
          </label>
        </div>
      </details>
    </form>
  )
}

function readRequest(form: HTMLFormElement): CaptureRequest {
  const given = Object.fromEntries(
    [...new FormData(form)]
      .map(([name, value]) => [name, String(value).trim()])
      .filter(([, value]) => value !== ''),
  )
  const { quality, ...rest } = given
  return { ...rest, ...(quality ? { quality: Number(quality) } : {}) } as CaptureRequest
}

/**
 * Keys that count wherever the focus is: a scanner's characters go to the sample number, and the space bar takes the picture.
 * Gives back the function that stops it.
 */
function captureKeys(
  sample: { current: HTMLInputElement | null },
  form: { current: HTMLFormElement | null },
): () => void {
  const onKey = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === ' ') {
      // Whatever the space bar presses or scrolls keeps it.
      if (target.closest('input, select, button, a, summary, [tabindex="0"], dialog') !== null) return
      event.preventDefault()
      form.current?.requestSubmit()
    } else if (event.key.length === 1 && target.closest('input:not([type=range]), select, dialog') === null) {
      sample.current?.focus()
    }
  }
  document.addEventListener('keydown', onKey)
  return () => document.removeEventListener('keydown', onKey)
}
