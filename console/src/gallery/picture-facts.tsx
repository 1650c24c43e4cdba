import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { CaptureData, CatalogueEntry } from '../../../client/src/index.ts'
import { bytes, dateTime, number, text } from '../text/text.ts'
import { keptUntil } from './kept-until.ts'

type Picture = CaptureData & Partial<Pick<CatalogueEntry, 'durations' | 'requested_by' | 'pinned'>>

/** The facts of a picture as names and values; `brief` keeps to what an operator checks at the bench. */
export function PictureFacts({ picture, brief = false }: { picture: Picture; brief?: boolean }) {
  const { facts } = text.value
  return (
    <dl class="facts">
      {factsOf(picture, brief).map(([name, value]) => (
        <div key={name}>
          <dt>{facts[name]}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type FactName = Exclude<keyof ReturnType<typeof names>, never>
const names = () => text.value.facts

export function factsOf(picture: Picture, brief: boolean): [Extract<FactName, string>, ComponentChildren][] {
  const { image_data: image } = picture
  const all: [Extract<FactName, string>, ComponentChildren, boolean][] = [
    ['sample', picture.sample_no, true],
    ['submission', picture.submission_no, true],
    ['description', picture.description, false],
    ['takenAt', dateTime(image.captured_at), true],
    ['freshness', freshnessOf(picture), true],
    ['size', `${image.width} × ${image.height}, ${bytes(image.file_size)}`, true],
    ['format', image.format, false],
    ['duration', picture.durations && durationOf(picture.durations), false],
    ['takenBy', picture.requested_by, false],
    ['kept', keptUntil(picture), true],
    ['checksum', <Checksum key="sha256" sha256={image.sha256} />, true],
    ['file', image.filename, true],
    ['request', picture.request_id, false],
  ]
  return all
    .filter(([, value, isBrief]) => value && (isBrief || !brief))
    .map(([name, value]) => [name, value])
}

function freshnessOf({ freshness }: Picture): string {
  const { facts } = text.value
  const { frame_age_ms: ageMs, clock, frame_sequence: sequence } = freshness
  const exposed = ageMs > 0 ? facts.exposedBefore(number(ageMs)) : facts.exposedAfter(number(-ageMs))
  return `${exposed}, ${facts.clocks[clock]}, ${facts.frame.toLowerCase()} ${sequence}`
}

function durationOf(durations: Record<string, number>): string | null {
  const total = totalMs(durations)
  return total === null ? null : `${number(total)} ms`
}

/** Request to answer: the stages follow each other. */
export function totalMs(durations: Record<string, number>): number | null {
  const stages = Object.values(durations)
  return stages.length === 0 ? null : stages.reduce((sum, each) => sum + each, 0)
}

function Checksum({ sha256 }: { sha256: string }) {
  const { facts } = text.value
  const copied = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(sha256)
    copied.value = true
  }
  return (
    <span class="checksum">
      <code title={sha256}>{sha256}</code>
      {/* The clipboard is there on HTTPS and on localhost only. */}
      {'clipboard' in navigator && (
        <button type="button" class="link" onClick={copy}>
          {copied.value ? facts.copied : facts.copy}
        </button>
      )}
    </span>
  )
}
